namespace OnnxStyle.Training;

/// <summary>The textures that the program makes itself.</summary>
public enum TextureKind
{
    /// <summary>Noise on grids that halve from octave to octave, each at about half the strength: clouds, rock, fields.</summary>
    Fractal,

    /// <summary>Waves of one direction, soft or hard.</summary>
    Stripes,

    /// <summary>Short brush strokes, one over the other, most of them along one direction.</summary>
    Strokes,

    /// <summary>A turned board of two colours.</summary>
    Checks,
}
