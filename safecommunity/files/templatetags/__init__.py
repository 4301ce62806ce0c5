"""Tags of attachments."""
