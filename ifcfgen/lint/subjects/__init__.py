"""What a rule may ask: one class a subject, whose public, annotated attributes are the names that rules can use."""
