"""Reading what citizens write: tags with evidence, tone, urgency. Suggestions only; a person confirms."""
