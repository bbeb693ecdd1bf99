"""News from courses, told after the transaction has been committed."""

from django.dispatch import Signal

# sender, user_id, course_id: a learner met the completion rule of a course.
course_completed = Signal()
# sender, mail_id: somebody is owed a mail.
mail_owed = Signal()
# sender, announcement_id: an announcement waits to be spread.
announced = Signal()
# sender, list_id: a list of addresses waits to be carried out.
enrolment_list_started = Signal()
# sender, due_id: everybody in a cohort waits to be enrolled on a course.
cohort_course_added = Signal()
# sender, import_id: a package waits to be tried or applied.
package_due = Signal()
