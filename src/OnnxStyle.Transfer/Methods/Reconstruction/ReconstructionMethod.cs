namespace OnnxStyle.Transfer;

/// <summary>How a picture is found from the features of one layer.</summary>
public enum ReconstructionMethod
{
    /// <summary>Gatys et al. 2016, figure 1: mean squared difference of the features and nothing else.</summary>
    Gatys,

    /// <summary>Mahendran and Vedaldi 2015: relative squared difference plus the x^6 and total variation priors.</summary>
    MahendranVedaldi,
}
