"""Editing forms of the interactions: one block each, judged by the engine alone."""

from assessments.blocks.base import EngineBlock, sentence_of
from assessments.blocks.interactions import InteractionBlock
from assessments.blocks.values import content_of, raw_interaction

__all__ = ["EngineBlock", "InteractionBlock", "content_of", "raw_interaction", "sentence_of"]
