Feature: Tenants and actors
  One log serves several customers, the tenants. What is recorded was done by an actor of a tenant: a person, a program, or
  the system itself. Each scenario begins with the tenants "acme" and "globex" of the seed.

  Rule: A tenant's log begins empty

    Scenario: A new tenant is listed beside the others
      When I run `audit-log tenant add initech --name Initech --plan business`
      Then it prints `Added tenant initech (Initech, plan business)`
      When I run `audit-log tenant list`
      Then it prints:
        """
        acme     Acme Corporation  business  0 events
        globex   Globex            free      0 events
        initech  Initech           business  0 events
        """

    Scenario: A tenant without a plan gets the one in the settings
      Given somebody with the database in hand runs:
        """
        UPDATE settings SET value = 'trial' WHERE name = 'default_plan'
        """
      When I run `audit-log tenant add initech --name Initech`
      Then it prints `plan trial`

    Scenario: The list counts events as they arrive
      When I run these commands, one after another:
        """
        append user.login --tenant globex --actor Hank
        append user.logout --tenant globex --actor Hank
        tenant list
        """
      Then it prints:
        """
        acme    Acme Corporation  business  0 events
        globex  Globex            free      2 events
        """

  Rule: A slug is short, lower case and unique

    Scenario Outline: "<slug>" is no slug
      When I run `audit-log tenant add "<slug>" --name Somebody`
      Then it exits with 1
      And it says `A tenant's slug has 2 to 40 lower case letters`

      Examples:
        | slug       |
        | Initech    |
        | 1nitech    |
        | ini tech   |
        | i          |
        | init_ech   |

    Scenario: A slug cannot be taken twice
      When I run `audit-log tenant add acme --name "Another Acme"`
      Then it exits with 1
      And it says `There is a tenant "acme" already.`

  Rule: An actor belongs to one tenant

    Scenario: Two tenants may have an actor of one name
      When I run these commands, one after another:
        """
        actor add Ada --tenant globex
        actor list --tenant globex
        """
      Then it prints:
        """
        Ada       user
        Hank      user
        importer  service
        """

    Scenario: Within a tenant a name is taken once
      When I run `audit-log actor add Ada --tenant acme --kind service`
      Then it exits with 1
      And it says `Tenant "acme" has an actor "Ada" already.`

    Scenario: An actor is a user, a service or the system
      When I run `audit-log actor add Rover --tenant acme --kind dog`
      Then it exits with 1
      And it says `An actor is one of user, service, system; got "dog".`
