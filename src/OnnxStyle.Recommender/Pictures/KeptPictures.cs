using System.Collections;

namespace OnnxStyle.Recommender;

/// <summary>What the encoder says of pictures, read from the journal each time it is asked for: textures of thousands of pictures would fill the memory.</summary>
internal sealed class KeptPictures(PictureReader reader, IReadOnlyList<string> keys) : IReadOnlyList<PictureVectors>
{
    private readonly Lock gate = new(); // the journal is one file with one place

    public int Count => keys.Count;

    public PictureVectors this[int index]
    {
        get
        {
            lock (gate) return reader.Again(keys[index]);
        }
    }

    public IEnumerator<PictureVectors> GetEnumerator() => Enumerable.Range(0, Count).Select(i => this[i]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
