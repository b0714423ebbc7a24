"""Other formats to declarations: one file each, none importing another."""
