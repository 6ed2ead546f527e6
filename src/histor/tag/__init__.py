"""Tag: one pass of one small model over the text gives frames (`Tagger.tag`)."""

from histor.tag.tagger import GUIDELINES, Guideline, PairScores, Tagger

__all__ = ["GUIDELINES", "Guideline", "PairScores", "Tagger"]
