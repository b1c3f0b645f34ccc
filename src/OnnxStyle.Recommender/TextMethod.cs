namespace OnnxStyle.Recommender;

/// <summary>By which vectors texts are compared.</summary>
public enum TextMethod
{
    /// <summary>Those of <see cref="TfIdfModel"/>, which every index has.</summary>
    TfIdf,

    /// <summary>Those of <see cref="Doc2VecModel"/>, where the index was made with them.</summary>
    Doc2Vec,
}
