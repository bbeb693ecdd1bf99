"""News from courses, told after the transaction has been committed."""

from django.dispatch import Signal

# sender, user_id, course_id: a learner met the completion rule of a course.
course_completed = Signal()
