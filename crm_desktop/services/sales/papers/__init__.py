"""Documents on paper: what they come to, how they are numbered, what they say and look like."""
