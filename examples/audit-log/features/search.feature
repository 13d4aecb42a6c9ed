Feature: Search
  Words are found in what was done, to what, and in the payload, with the query language of SQLite's FTS5.

  Background:
    Given acme has recorded:
      | actor   | action          | target         | payload                                    |
      | billing | invoice.created | invoice:42     | {"customer":"Café Zürich","amount":250}    |
      | Ada     | customer.edited | customer:7     | {"note":"paid in full, finally"}           |
      | Grace   | invoice.paid    | invoice:42     |                                            |
      | Ada     | refund.created  | refund:9       | {"note":"invoice 42 was paid twice"}       |

  Scenario Outline: <what>
    When I run `audit-log search '<query>' --tenant acme`
    Then it prints <count> lines
    And it prints `<found>`

    Examples:
      | what                                    | query              | count | found           |
      | A word of an action                     | created            | 2     | refund.created  |
      | A word in any place                     | paid               | 3     | customer.edited |
      | Two words, both of which have to be in  | paid twice         | 1     | refund.created  |
      | One word or the other                   | twice OR full      | 2     | customer.edited |
      | Words next to each other                | "in full"          | 1     | customer.edited |
      | The beginning of a word                 | refu*              | 1     | refund.created  |
      | A word without its accents              | zurich             | 1     | invoice.created |
      | A word, but not another                 | invoice NOT twice  | 2     | invoice.paid    |

  Scenario: What is found is marked
    When I run `audit-log search twice --tenant acme`
    Then it prints `was paid [twice]`

  Scenario: Nothing is found in another tenant's log
    When I run `audit-log search paid --tenant globex`
    Then it prints `Nothing found`

  Scenario: A query that cannot be read is refused
    When I run `audit-log search 'AND AND' --tenant acme`
    Then it exits with 1
    And it says `The search "AND AND" cannot be read`
