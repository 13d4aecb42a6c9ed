Feature: Which databases a scenario gets

  Scenario: Several databases
    Given the file "picklejar.config.js"
      """
      export default {
        databases: { default: { migrations: "db" }, audit: { migrations: "audit" }, spare: { migrations: "spare" } },
      };
      """
    And the file "audit/001_events.sql"
      """
      CREATE TABLE events (id INTEGER PRIMARY KEY);
      """
    And the file "spare/001_parts.sql"
      """
      CREATE TABLE parts (id INTEGER PRIMARY KEY);
      """
    And hooks with the options
      """
      {
        databases: ["default", "audit"],
        environment: { DATABASE_FILE: "path", AUDIT_URL: "audit.url" },
      }
      """
    And the environment variable DATABASE_FILE is "of the whole run"
    And the feature
      """
      Feature: databases

        Scenario: the usual ones
          Then my databases are "default: notes; audit: events"
          And this.db is the database "default"
          And DATABASE_FILE is the path of "default"
          And AUDIT_URL is the URL of "audit"

        @database:spare
        Scenario: another
          Then my databases are "spare: parts"
          And this.db is the database "spare"
          And DATABASE_FILE is the path of "spare"
          And AUDIT_URL is not set

        @database:audit @database:spare
        Scenario: two others
          Then my databases are "audit: events; spare: parts"
          And this.db is the database "audit"

        @no_database
        Scenario: none
          Then I have no database
          And DATABASE_FILE is "of the whole run"

        @no_database
        Rule: none in a rule

          Scenario: also none
            Then I have no database
      """
    When Cucumber runs
    Then 5 scenarios pass
    And after the run DATABASE_FILE was "of the whole run"
    And after the run AUDIT_URL was not set
    And nothing is left

  Scenario: Tags that cannot be meant
    Given the feature
      """
      Feature: tags

        @database:audti
        Scenario: unknown
          When I note "unknown"

        @database:default @no_database
        Scenario: both
          When I note "both"

        Scenario: after them
          When I write a note and am alone with it
      """
    When Cucumber runs
    Then it ends with exit code 1: "2 failed, 1 passed"
    And nothing was noted
    And the output says "@database:audti: expected the name of a database in the configuration"
    And the output says "@no_database and @database:default exclude each other"
    And the output says "features/suite.feature:4"
    And nothing is left

  Scenario Outline: Environment variables are set for a scenario, and put back, <how>
    Given hooks with the options
      """
      { environment: <environment> }
      """
    And the environment variable DATABASE_URL is "before"
    And the feature
      """
      Feature: environment

        Scenario: set
          Then <variable> is the <kind> of "default"
          And a child process sees the same <variable>

        Scenario: set also after a failure
          Then <variable> is the <kind> of "default"
          And I fail in attempt 1

        Scenario: set again
          Then <variable> is the <kind> of "default"
      """
    When Cucumber runs with "--retry 1"
    Then 3 scenarios pass
    And after the run DATABASE_URL was "before"
    And nothing is left

    Examples:
      | how                | environment               | variable      | kind |
      | by a URL's name    | "DATABASE_URL"            | DATABASE_URL  | URL  |

    @long
    Examples:
      | how                | environment               | variable      | kind |
      | by a list of names | ["DATABASE_URL", "DB_FILE"] | DB_FILE     | path |
      | by an object       | { DATABASE_URL: "path" }  | DATABASE_URL  | path |

  Scenario: An application that keeps its connection is told of each database
    Given hooks with the options
      """
      {
        onDatabase: async (database, world) => {
          await new Promise((resolve) => setTimeout(resolve, 20));
          world.application = { connection: database.open(), name: world.name };
          note(`open ${database.name}`);
        },
        onRelease: async (database, world) => {
          await new Promise((resolve) => setTimeout(resolve, 20));
          note(`release ${database.name} ${world.application.connection.open ? "open" : "closed"}`);
        },
      }
      """
    And the feature
      """
      Feature: application

        Scenario: passes
          When the application writes a note
          Then there is 1 note
          And I note "step"

        Scenario: fails
          When the application writes a note
          And I fail

        @no_database
        Scenario: without
          When I note "without"
      """
    When Cucumber runs
    Then it ends with exit code 1: "1 failed, 2 passed"
    And this happened, in this order
      | open default         |
      | step                 |
      | release default open |
      | open default         |
      | release default open |
      | without              |
    And nothing is left
