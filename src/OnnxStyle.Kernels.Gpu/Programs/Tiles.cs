namespace OnnxStyle.Kernels.Gpu.Programs;

/// <summary>64 x 64, for GPUs.</summary>
internal readonly struct Tile64 : ITile
{
    public int Edge => 16;

    public int Halves => 1;
}

/// <summary>128 x 128, for GPUs.</summary>
internal readonly struct Tile128 : ITile
{
    public int Edge => 16;

    public int Halves => 2;
}

/// <summary>16 x 16, for the CPU accelerator, whose groups have 16 threads.</summary>
internal readonly struct Tile16 : ITile
{
    public int Edge => 4;

    public int Halves => 1;
}

/// <summary>32 x 32, for the CPU accelerator.</summary>
internal readonly struct Tile32 : ITile
{
    public int Edge => 4;

    public int Halves => 2;
}
