namespace OnnxStyle.Imaging.Tests;

public sealed class ContactSheetTests
{
    [Fact]
    public void A_sheet_holds_every_picture_unchanged_on_white()
    {
        ContactSheet sheet = new(new ContactSheetOptions { CellSide = 40 });
        Image wide = Image.Filled(40, 20, 1, 0, 0), tall = Image.Filled(10, 40, 0, 0, 1);
        sheet.Put(0, 0, wide, "wide");
        sheet.Put(1, 2, tall);
        Image page = sheet.Render();
        Assert.Equal((2, 3), (sheet.Rows, sheet.Columns));
        Assert.Equal(1, page.Planar[0]);
        Assert.Equal(800, Count(page, 1, 0, 0));
        Assert.Equal(400, Count(page, 0, 0, 1));
    }

    [Fact]
    public void Text_makes_ink_and_no_text_makes_none()
    {
        Image without = Sheet(string.Empty).Render(), with = Sheet("relu4_1, 1e-5 (best)").Render();
        Assert.DoesNotContain(without.Planar, v => v < 0.4f);
        Assert.Contains(with.Planar, v => v < 0.4f);
        Assert.True(with.Height > without.Height);
    }

    [Fact]
    public void Every_printable_character_is_drawn_and_differs_from_the_others()
    {
        HashSet<string> seen = [];
        for (char c = '!'; c <= '~'; c++)
        {
            ContactSheet sheet = Sheet(c.ToString());
            Assert.True(seen.Add(string.Join(',', sheet.Render().Channel(0).ToArray().Select(v => (int)(v * 9)))), $"'{c}' looks like another character.");
        }
    }

    [Theory]
    [InlineData("a caption much longer than its cell is wide and than three lines can hold, with more and more words")]
    [InlineData("anunbrokenwordthatisfartoolongforthecellandgoesonandonandonandonandonandonandon")]
    [InlineData("Ünïcödé 画")]
    public void Any_text_fits(string text)
    {
        ContactSheet sheet = Sheet(text);
        sheet.Title = text;
        sheet.ColumnHeaders.Add(text);
        sheet.RowHeaders.Add(text);
        Image page = sheet.Render();
        Assert.All(page.Planar, v => Assert.InRange(v, 0, 1));
    }

    [Theory]
    [InlineData("one", 1)]
    [InlineData("one\ntwo\nthree", 3)]
    [InlineData("one\n\nthree", 3)]
    [InlineData("1\n2\n3\n4\n5\n6\n7", 5)] // at most
    public void A_caption_takes_a_line_for_each_of_its_own(string caption, int lines)
    {
        int Height(string text)
        {
            ContactSheet sheet = new(new ContactSheetOptions { CellSide = 64, MostLines = 5 });
            sheet.Put(0, 0, Image.Filled(64, 64, 1, 1, 1), text);
            return sheet.Render().Height;
        }

        int line = Height("a\nb") - Height("a");
        Assert.Equal(Height("a") + ((lines - 1) * line), Height(caption));
    }

    [Fact]
    public void Columns_can_be_wider_than_their_pictures()
    {
        ContactSheet sheet = new(new ContactSheetOptions { CellSide = 32, LeastColumn = 200 });
        sheet.Put(0, 0, Image.Filled(5, 32, 0, 0, 0), "a caption that needs room");
        Assert.InRange(sheet.Render().Width, 200, 230);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_headline_is_whole_however_narrow_the_grid_is(int rowHeaders)
    {
        int Ink(int column)
        {
            ContactSheet sheet = new(new ContactSheetOptions { CellSide = 32, LeastColumn = column }) { Title = "moments of encoder: 15 of 18 right (83.3 %)" };
            sheet.Put(0, 0, Image.Filled(32, 32, 1, 1, 1));
            for (int i = 0; i < rowHeaders; i++) sheet.RowHeaders.Add("horse");
            return sheet.Render().Channel(0).ToArray().Count(v => v < 0.4f);
        }

        Assert.Equal(Ink(2000), Ink(1));
    }

    [Fact]
    public void An_empty_sheet_is_refused() => Assert.Throws<InvalidOperationException>(() => new ContactSheet().Render());

    private static ContactSheet Sheet(string caption)
    {
        ContactSheet sheet = new(new ContactSheetOptions { CellSide = 64 });
        sheet.Put(0, 0, Image.Filled(8, 8, 0.5f, 0.5f, 0.5f), caption);
        return sheet;
    }

    private static int Count(Image page, float red, float green, float blue) => Enumerable.Range(0, page.PixelCount)
        .Count(i => Math.Abs(page.Channel(0)[i] - red) + Math.Abs(page.Channel(1)[i] - green) + Math.Abs(page.Channel(2)[i] - blue) < 1e-5f);
}
