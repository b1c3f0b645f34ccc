using ILGPU;

namespace OnnxStyle.Kernels.Gpu.Programs;

/// <summary>
/// Pairs of a distance and an index in shared memory, ordered by distance and, where that is equal, by index: a total order, so
/// the nearest are the same ones whatever the order in which they arrived.
/// </summary>
internal static class Candidates
{
    /// <summary>Pairs that are sorted at once.</summary>
    public const int SortLength = 2048;

    /// <summary>Farther than anything: fills what no candidate takes.</summary>
    public const float NoDistance = 4;

    /// <summary>The index of nothing, after all others.</summary>
    public const int NoIndex = int.MaxValue;

    /// <summary>True if the first pair comes before the second.</summary>
    public static bool Before(float distance, int index, float otherDistance, int otherIndex) =>
        distance < otherDistance | (distance == otherDistance & index < otherIndex);

    /// <summary>Sorts runs of <paramref name="run"/> pairs, side by side; all threads of the group call it (Batcher's bitonic network).</summary>
    /// <param name="distances">[length].</param>
    /// <param name="indices">[length].</param>
    /// <param name="length">A multiple of the run.</param>
    /// <param name="run">A power of two.</param>
    /// <param name="threads">Threads of the group.</param>
    public static void Sort(ArrayView<float> distances, ArrayView<int> indices, int length, int run, int threads)
    {
        for (int size = 2; size <= run; size *= 2)
        {
            for (int step = size / 2; step > 0; step /= 2)
            {
                for (int pair = Group.IdxX; pair < length / 2; pair += threads)
                {
                    int i = (2 * pair) - (pair & (step - 1)), j = i + step;
                    float distanceI = distances[i], distanceJ = distances[j];
                    int indexI = indices[i], indexJ = indices[j];
                    bool ascending = (i & (run - 1) & size) == 0;
                    if (Before(distanceJ, indexJ, distanceI, indexI) == ascending)
                    {
                        distances[i] = distanceJ;
                        distances[j] = distanceI;
                        indices[i] = indexJ;
                        indices[j] = indexI;
                    }
                }

                Group.Barrier(); // the next step compares other pairs
            }
        }
    }
}
