"""Editing forms of the interactions: one block each, judged by the engine alone."""

from assessments.blocks.base import EngineBlock, content_of, raw_interaction
from assessments.blocks.interactions import InteractionBlock

__all__ = ["EngineBlock", "InteractionBlock", "content_of", "raw_interaction"]
