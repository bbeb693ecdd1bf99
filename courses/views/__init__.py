"""Screens of courses: what learners do, and the desk where courses are made and followed."""
