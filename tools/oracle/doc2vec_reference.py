#!/usr/bin/env python3
"""How well gensim's Doc2Vec tells the topics of a made-up corpus apart, for the tests of OnnxStyle.Recommender.

    doc2vec_reference.py -o tests/OnnxStyle.Recommender.Tests/Reference/doc2vec.json

Writes the documents, their topics and, for each mode, the share of documents whose nearest other document (by cosine) has the same
topic, for ten seeds and one worker (more would change nothing here: gensim hands out work in batches of 10,000 words, and the corpus
is one). Vectors of two implementations differ, since their random numbers do; such shares do not, beyond their spread over seeds. Made
with gensim 4.2.0.
"""
import argparse
import json
import random

import numpy as np
from gensim.models.doc2vec import Doc2Vec, TaggedDocument

TOPICS, DOCUMENTS, WORDS, OWN, COMMON = 6, 240, 30, 30, 60
OPTIONS = {"vector_size": 30, "min_count": 2, "epochs": 30}


def corpus():
    draw = random.Random(7)
    texts, topics = [], []
    for i in range(DOCUMENTS):
        topic = i % TOPICS
        words = [f"own{topic}x{draw.randrange(OWN)}" if draw.random() < 0.24 else f"common{draw.randrange(COMMON)}" for _ in range(WORDS)]
        texts.append(" ".join(words))
        topics.append(topic)
    return texts, topics


def accuracy(texts, topics, dm, seed):
    documents = [TaggedDocument(text.split(), [i]) for i, text in enumerate(texts)]
    vectors = Doc2Vec(documents, dm=dm, seed=seed, workers=1, **OPTIONS).dv.vectors
    vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    similar = vectors @ vectors.T
    np.fill_diagonal(similar, -2)
    return float(np.mean([topics[j] == topics[i] for i, j in enumerate(similar.argmax(1))]))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-o", "--output", required=True)
    target = parser.parse_args().output
    texts, topics = corpus()
    result = {"topics": topics, "texts": texts, "size": OPTIONS["vector_size"], "minCount": OPTIONS["min_count"], "epochs": OPTIONS["epochs"]}
    for name, dm in (("dm", 1), ("dbow", 0)):
        result[name] = [accuracy(texts, topics, dm, seed) for seed in range(1, 11)]
        print(name, np.mean(result[name]), np.min(result[name]), np.max(result[name]))
    with open(target, "w", encoding="utf-8") as file:
        json.dump(result, file, indent=0)
        file.write("\n")


if __name__ == "__main__":
    main()
