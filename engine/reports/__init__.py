"""Assessments to text, JSON and SARIF: one file each, none importing another."""
