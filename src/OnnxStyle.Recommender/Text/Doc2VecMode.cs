namespace OnnxStyle.Recommender;

/// <summary>What a document's vector is trained to do (Le and Mikolov 2014).</summary>
public enum Doc2VecMode
{
    /// <summary>PV-DM with means: with the mean of the words around it, predict each word (gensim's dm = 1, dm_mean = 1).</summary>
    DistributedMemory,

    /// <summary>PV-DBOW: alone, predict each word (gensim's dm = 0, dbow_words = 0).</summary>
    BagOfWords,
}
