#!/usr/bin/env python3
"""Reference TF-IDF vectors from scikit-learn, for the tests of OnnxStyle.Recommender.

    tfidf_reference.py -o tests/OnnxStyle.Recommender.Tests/Reference/tfidf.json
    tfidf_reference.py --catalogue tate.csv --index tate.index --onnxstyle "dotnet onnxstyle.dll" [--works 50]

The first writes a made-up text, vectorised under several options: terms, idf, and each row as {column: value}. max_features is
left out of the cases where terms tie, since scikit-learn's choice among them is not defined. Made with scikit-learn 1.2.1.

The second compares the command's top-7 lists with those of TfidfVectorizer() over the column `text` of a catalogue: distances within
1e-6, and the same works, where works whose distances differ by less than 1e-9 may change places.
"""
import argparse
import csv
import json
import shlex
import subprocess

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

TEXTS = [
    "A quiet harbour at dusk: boats, nets and a red lantern. Oil on canvas.",
    "Boats in a harbour, dusk; the lantern is out. Oil on panel",
    "Portrait of a woman with a lantern, oil on canvas, 1871",
    "",
    "a b c ! ?",
    "Wood-cut of the sea: waves, waves, waves, and a boat_house no. 42",
    "Étude d'un château près de la Forêt; ÉTUDE ancienne, encre sur papier",
    "STRASSE und Straße, Ölbild; İstanbul'da bir liman",
    "ΟΔΥΣΣΕΥΣ και ΣΕΙΡΗΝΕΣ, a Greek vase",
    "水墨山水 画, ink landscape ½ x² Ⅻ ١٢٣ naïve cafe\u0301",
    "The sea and the harbour and the sea again; nothing but the sea",
    "woman, woman, woman: portraits: individuals: female. adults: woman",
]
CASES = {
    "default": {},
    "ngrams": {"ngram_range": (1, 3)},
    "pairs without stop words": {"ngram_range": (2, 2), "stop_words": "english"},
    "sublinear": {"sublinear_tf": True},
    "plain idf": {"smooth_idf": False},
    "case kept": {"lowercase": False},
    "limits as counts": {"min_df": 2, "max_df": 3},
    "limits as shares": {"min_df": 0.15, "max_df": 0.4},
    "most frequent": {"max_features": 2},
}


def reference(output):
    result = {"texts": TEXTS, "cases": {}}
    for name, options in CASES.items():
        vectorizer = TfidfVectorizer(**options)
        rows = vectorizer.fit_transform(TEXTS)
        rows.sort_indices()
        result["cases"][name] = {
            "terms": vectorizer.get_feature_names_out().tolist(),
            "idf": vectorizer.idf_.tolist(),
            "rows": [dict(zip(map(str, rows[i].indices.tolist()), rows[i].data.tolist())) for i in range(rows.shape[0])],
        }
    with open(output, "w", encoding="utf-8") as file:
        json.dump(result, file, ensure_ascii=False)
        file.write("\n")


def compare(catalogue, index, command, works):
    with open(catalogue, encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    ids = [row["id"] for row in table]
    matrix = TfidfVectorizer().fit_transform([row["text"] for row in table])
    worst, wrong = 0.0, 0
    chosen = np.random.default_rng(1).choice(len(ids), works, replace=False)
    for row in chosen:
        distances = np.clip(1 - np.asarray((matrix @ matrix[row].T).todense()).ravel(), 0, 2)
        distances[row] = np.inf
        order = np.lexsort((np.arange(len(ids)), distances))[:7]
        output = subprocess.run([*shlex.split(command), "recommend", "query", index, "--work", ids[row], "--json"], check=True, capture_output=True, text=True)
        found = json.loads(output.stdout)["recommendations"]
        for item, expected in zip(found, order, strict=True):
            error = abs(item["distance"] - distances[expected])
            own = distances[ids.index(item["id"])]
            worst = max(worst, error, abs(item["distance"] - own))
            wrong += item["id"] != ids[expected] and abs(own - distances[expected]) > 1e-9
    print(f"{works} works: largest difference of a distance {worst:.2g}, works out of place {wrong}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-o", "--output")
    parser.add_argument("--catalogue")
    parser.add_argument("--index")
    parser.add_argument("--onnxstyle", default="onnxstyle")
    parser.add_argument("--works", type=int, default=50)
    arguments = parser.parse_args()
    if arguments.output:
        reference(arguments.output)
    if arguments.catalogue:
        compare(arguments.catalogue, arguments.index, arguments.onnxstyle, arguments.works)
