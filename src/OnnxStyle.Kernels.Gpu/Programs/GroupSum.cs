using ILGPU;

namespace OnnxStyle.Kernels.Gpu.Programs;

/// <summary>Sums over the threads of a group, in the same order every time, with shared memory only: no device needs shuffles for it.</summary>
internal static class GroupSum
{
    /// <summary>Adds up one value of each thread; all threads of the group call it, and thread 0 gets the sum.</summary>
    /// <param name="shared">[threads]; free again after the call.</param>
    /// <param name="value">This thread's part.</param>
    /// <param name="threads">Threads of the group, a power of two.</param>
    public static Float4 Of(ArrayView<Float4> shared, Float4 value, int threads)
    {
        int thread = Group.IdxX;
        shared[thread] = value;
        Group.Barrier();
        for (int step = threads / 2; step > 0; step /= 2)
        {
            if (thread < step) shared[thread] += shared[thread + step];
            Group.Barrier();
        }

        Float4 sum = shared[0];
        Group.Barrier(); // thread 0 has read before the next call writes
        return sum;
    }
}
