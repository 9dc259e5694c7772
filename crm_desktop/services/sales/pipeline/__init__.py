"""Leads and deals on their way through the stages of a pipeline."""
