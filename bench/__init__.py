"""Performance, as ratios to a bare Wagtail page measured in the same run."""
