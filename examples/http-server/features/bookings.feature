Feature: Bookings

  Scenario: A room that is free
    When Ann books Cook on Monday
    Then the answer is 201
    And the bookings are:
      | room | day    | person |
      | Cook | Monday | Ann    |

  Scenario: A room that is taken
    Given Ann has booked Cook on Monday
    When Ben books Cook on Monday
    Then the answer is 409
    And the database has 1 booking

  Scenario: No scenario knows of the bookings of another
    When Ben books Cook on Monday
    Then the answer is 201
    And the database has 1 booking

  Scenario: A room that is not there
    When Ann books Drake on Monday
    Then the answer is 404
    And the database has 0 bookings

  Scenario Outline: Each day by itself: <day>
    Given Ann has booked Bering on <day>
    When Ben books Cook on <day>
    Then the answer is 201
    And the database has 2 bookings

    Examples:
      | day       |
      | Tuesday   |
      | Wednesday |
      | Thursday  |
