"""Editing forms of the interactions: one block each, judged by the engine alone."""

from assessments.blocks.base import EngineBlock, sentence_of
from assessments.blocks.comparing import label_of
from assessments.blocks.interactions import InteractionBlock
from assessments.blocks.values import block_type, content_of, engine_type, raw_interaction

__all__ = [
    "EngineBlock",
    "InteractionBlock",
    "block_type",
    "content_of",
    "engine_type",
    "label_of",
    "raw_interaction",
    "sentence_of",
]
