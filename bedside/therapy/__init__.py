"""What is given and what is felt: pure rules, no clock, no store."""
