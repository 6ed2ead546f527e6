"""Reading ECB+, and what is measured on it, on a corpus of two invented documents."""

from __future__ import annotations

import io
import tarfile

import pytest

from histor.errors import UsageError
from training.ecb import documents, is_for_training
from training.evaluate.coreference import conll
from training.evaluate.ecb import gold, mention_ref, reported

FIRST = """<Document doc_name="12_1ecb.xml" doc_id="d1">
<token t_id="1" sentence="0" number="0">Rebels</token><token t_id="2" sentence="0" number="1">did</token>
<token t_id="3" sentence="0" number="2">n't</token><token t_id="4" sentence="0" number="3">attack</token>
<token t_id="5" sentence="0" number="4">Sarna</token><token t_id="6" sentence="0" number="5">.</token>
<token t_id="7" sentence="1" number="0">The</token><token t_id="8" sentence="1" number="1">raid</token>
<token t_id="9" sentence="1" number="2">ended</token><token t_id="10" sentence="1" number="3">.</token>
<Markables>
<NEG_ACTION_OCCURRENCE m_id="31"><token_anchor t_id="4"/></NEG_ACTION_OCCURRENCE>
<ACTION_OCCURRENCE m_id="32"><token_anchor t_id="8"/></ACTION_OCCURRENCE>
<ACTION_ASPECTUAL m_id="33"><token_anchor t_id="9"/></ACTION_ASPECTUAL>
<LOC_GEO m_id="34"><token_anchor t_id="5"/></LOC_GEO>
<ACTION_OCCURRENCE m_id="40" RELATED_TO="" TAG_DESCRIPTOR="t" />
</Markables>
<Relations>
<CROSS_DOC_COREF r_id="1" note="ACT1"><source m_id="31"/><target m_id="40"/></CROSS_DOC_COREF>
<INTRA_DOC_COREF r_id="2"><source m_id="32"/><source m_id="33"/><target m_id="40"/></INTRA_DOC_COREF>
</Relations></Document>"""
SECOND = (
    FIRST.replace("12_1ecb.xml", "1_2ecbplus.xml")
    .replace('<INTRA_DOC_COREF r_id="2">', '<CROSS_DOC_COREF r_id="2" note="ACT2">')
    .replace("</INTRA_DOC_COREF>", "</CROSS_DOC_COREF>")
)
TABLE = "Topic,File,Sentence Number\n12,1ecb,0\n12,1ecb,1\n1,2ecbplus,0\n"


@pytest.fixture
def tar(tmp_path):
    def make(files):
        path = tmp_path / "ecb.tar.gz"
        with tarfile.open(path, "w:gz") as out:
            for name, text in files.items():
                info = tarfile.TarInfo(name)
                info.size = len(text.encode())
                out.addfile(info, io.BytesIO(text.encode()))
        return path

    return make


@pytest.fixture
def corpus(tar):
    files = {"1/1_2ecbplus.xml": SECOND, "12/12_1ecb.xml": FIRST, "ECBplus_coreference_sentences.csv": TABLE}
    return documents(tar(files))[::-1]  # topic 12 first


def test_text_spans_and_subtopics(corpus):
    document = corpus[0]
    assert (document.name, document.topic, document.subtopic) == ("12_1ecb", "12", "12ecb")
    assert document.text == "Rebels didn't attack Sarna.\nThe raid ended."
    assert [mention.span.of(document.text) for mention in document.mentions] == ["attack", "raid", "ended"]


def test_clusters_within_and_across_documents(corpus):
    clusters = [[mention.cluster for mention in document.mentions] for document in corpus]
    assert clusters == [["ACT1", "12_1ecb:r2", "12_1ecb:r2"], ["ACT1"]]
    assert sorted(map(len, gold(corpus))) == [2, 2]


def test_only_listed_sentences_count(corpus):
    assert [mention.sentence for mention in corpus[1].mentions] == [0]


def test_training_reads_no_topic_that_is_reported(corpus):
    assert [is_for_training(document) for document in corpus] == [False, True]
    assert [document.name for document in reported(corpus)] == ["12_1ecb"]
    with pytest.raises(UsageError, match="training topics only"):
        reported(corpus[1:])


def test_a_tar_of_something_else_is_refused(tar, tmp_path):
    with pytest.raises(UsageError, match="coreference_sentences"):
        documents(tar({"a.txt": "x"}))
    (tmp_path / "no.tar.gz").write_bytes(b"no tar")
    with pytest.raises(UsageError, match="cannot be read"):
        documents(tmp_path / "no.tar.gz")


def test_the_gold_clusters_are_perfect_against_themselves(corpus):
    assert conll(gold(corpus), gold(corpus)) == 100
    assert conll(gold(corpus), [{mention_ref(d, k)} for d in corpus for k in range(len(d.mentions))]) < 70
