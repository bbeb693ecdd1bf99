"""Which items of a bank say nearly the same. Derived: it can be thrown away and compared again."""

from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import Q


class ItemPrint(models.Model):
    """One of the few numbers by which an item's wording is found again (`linting.prints_of`)."""

    item = models.ForeignKey("assessments.Item", on_delete=models.CASCADE, related_name="prints")
    bank = models.ForeignKey("assessments.ItemBank", on_delete=models.CASCADE, related_name="+")
    value = models.BigIntegerField()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["bank", "value"], name="item_print_found")]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.value}"


class ItemLikenessQuerySet(models.QuerySet["ItemLikeness"]):
    """Reads of pairs."""

    def of(self, item_id: int) -> Self:
        """Pairs that an item is one of, the most alike first."""
        return self.filter(Q(one=item_id) | Q(other=item_id)).order_by("-share", "pk")


class ItemLikeness(models.Model):
    """Two items of one bank that share at least half of their word sequences; `one` is the older."""

    one = models.ForeignKey("assessments.Item", on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey("assessments.Item", on_delete=models.CASCADE, related_name="+")
    bank = models.ForeignKey("assessments.ItemBank", on_delete=models.CASCADE, related_name="+")
    share = models.DecimalField(max_digits=4, decimal_places=3)

    objects = ItemLikenessQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="item_likeness_once"),
            models.CheckConstraint(condition=Q(one__lt=models.F("other")), name="item_likeness_older_first"),
        ]
        indexes = [models.Index(fields=["bank", "-share"], name="item_likeness_report")]

    def __str__(self) -> str:
        return f"{self.one_id} ~ {self.other_id}: {self.share}"

    @property
    def percent(self) -> Decimal:
        return (self.share * 100).quantize(Decimal(1))
