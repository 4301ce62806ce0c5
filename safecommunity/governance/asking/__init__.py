"""What an office asks of units: confirm safety staff, send a paper, answer questions, show what was put right."""
