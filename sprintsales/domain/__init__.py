"""Pure judgement: words, rules and formulas of the business; no storage, no screen, no clock."""
