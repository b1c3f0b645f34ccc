namespace OnnxStyle.Imaging.Tests;

public sealed class DarkBorderTests
{
    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(3, 0, 5, 0)]
    [InlineData(0, 2, 0, 9)]
    [InlineData(1, 2, 3, 4)]
    public void Bars_are_cut_and_nothing_else(int left, int top, int right, int bottom)
    {
        const int Width = 31, Height = 23;
        Image picture = Image.Filled(Width, Height, 0.01f, 0.07f, 0.02f); // JPEG rings: not black to the last bit
        for (int c = 0; c < 3; c++)
        {
            for (int y = top; y < Height - bottom; y++)
                for (int x = left; x < Width - right; x++) picture.Channel(c)[(y * Width) + x] = 0.2f + (0.01f * c) + (0.001f * x) + (0.002f * y);
        }

        Image trimmed = DarkBorders.Trim(picture);
        Assert.Equal((Width - left - right, Height - top - bottom), (trimmed.Width, trimmed.Height));
        Assert.Equal(picture.Channel(1)[(top * Width) + left], trimmed.Channel(1)[0]);
        Assert.Equal(picture.Channel(2)[((Height - bottom - 1) * Width) + Width - right - 1], trimmed.Channel(2)[^1]);
    }

    [Fact]
    public void A_night_stays_a_picture()
    {
        Image night = Image.Filled(40, 40, 0.02f, 0.02f, 0.03f);
        Assert.Same(night, DarkBorders.Trim(night));
        night.Channel(0)[820] = 1; // one star
        Assert.Same(night, DarkBorders.Trim(night));
    }
}
