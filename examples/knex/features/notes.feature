Feature: Notes

  Scenario: The application starts on a database that is migrated
    Given the application runs
    Then it had nothing to migrate
    And the notes are ""

  Scenario: A pinned note comes first
    Given the application runs
    When somebody notes "milk"
    And somebody notes "keys"
    And somebody pins "keys"
    Then the notes are "keys, milk"
