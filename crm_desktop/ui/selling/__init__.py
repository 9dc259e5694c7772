"""The settings of selling: a page each for pipelines, taxes, numbers, paper and the like."""
