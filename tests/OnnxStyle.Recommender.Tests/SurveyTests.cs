using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using OnnxStyle.Imaging;
using OnnxStyle.Tensors;

namespace OnnxStyle.Recommender.Tests;

public sealed class SurveyTests : IDisposable
{
    private const int Works = 30;
    private static readonly SurveyOptions Small = new() { Questions = 12, Repeats = 2, Top = 3, Seed = 4 };
    private readonly string folder = Directory.CreateTempSubdirectory("onnxstyle-survey").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Questions_show_three_works_that_their_models_recommend()
    {
        using ArtIndex index = Make();
        Survey survey = Survey.Draw(index, Small);
        Assert.Equal(19, survey.Models.Count);
        Assert.Equal(Small.Questions + Small.Repeats, survey.Questions.Count);
        Assert.Equal(survey.Questions.Count, survey.Questions.Select(question => question.Id).Distinct().Count());
        Dictionary<string, ComparedModel> models = ComparedModel.Of(index).ToDictionary(model => model.Name);
        foreach (SurveyQuestion question in survey.Questions)
        {
            Assert.InRange(question.Rank, 1, Small.Top);
            Assert.Equal(4, question.Pictures.Select(picture => picture.Work).Append(question.Work).Distinct().Count());
            foreach ((string work, string model) in question.Pictures.SelectMany(picture => picture.Models.Where(model => model != "random").Select(model => (picture.Work, model))))
                Assert.Equal(work, index.Query(question.Work, models[model].Options! with { Top = question.Rank })[^1].Work.Id);
        }

        foreach (SurveyQuestion again in survey.Questions.Where(question => question.Repeats is not null))
            Assert.Equal(survey.Questions.Single(question => question.Id == again.Repeats).Pictures.Select(picture => picture.Work).Order(), again.Pictures.Select(picture => picture.Work).Order());
        Assert.All(survey.Models, model => Assert.Contains(survey.Questions, question => question.Pictures.Any(picture => picture.Models.Contains(model))));
    }

    [Fact]
    public void The_same_seed_gives_the_same_survey_and_a_key_keeps_it()
    {
        using ArtIndex index = Make();
        Survey survey = Survey.Draw(index, Small);
        SurveyKey.Write(survey, At("a.json"));
        SurveyKey.Write(Survey.Draw(index, Small), At("b.json"));
        SurveyKey.Write(SurveyKey.Read(At("a.json")), At("c.json"));
        Assert.Equal(File.ReadAllText(At("a.json")), File.ReadAllText(At("b.json")));
        Assert.Equal(File.ReadAllText(At("a.json")), File.ReadAllText(At("c.json")));
        Assert.NotEqual(survey.Id, Survey.Draw(index, Small with { Seed = 5 }).Id);
    }

    [Fact]
    public void The_page_holds_its_pictures_and_says_nothing_of_works_or_models()
    {
        using ArtIndex index = Make();
        Survey survey = Survey.Draw(index, Small);
        SurveyPage.Write(survey, index, At("s.html"), side: 64);
        string page = File.ReadAllText(At("s.html"));
        Assert.DoesNotContain("://", page, StringComparison.Ordinal);
        Assert.All(survey.Models.Except(["random", "picture"]), model => Assert.DoesNotContain(model, page, StringComparison.Ordinal)); // those two are words of the page itself
        Assert.DoesNotContain("SecretTitle", page, StringComparison.Ordinal);
        using JsonDocument data = JsonDocument.Parse(page.Split("id=\"survey\">")[1].Split("</script>")[0]);
        Assert.Equal(["survey", "questions", "images"], data.RootElement.EnumerateObject().Select(property => property.Name));
        JsonElement images = data.RootElement.GetProperty("images");
        foreach ((SurveyQuestion question, JsonElement shown) in survey.Questions.Zip(data.RootElement.GetProperty("questions").EnumerateArray()))
        {
            Assert.Equal(["id", "late", "work", "pictures"], shown.EnumerateObject().Select(property => property.Name));
            Assert.Equal(question.Id, shown.GetProperty("id").GetString());
            foreach ((SurveyPicture picture, JsonElement number) in question.Pictures.Zip(shown.GetProperty("pictures").EnumerateArray()))
            {
                Image embedded = ImageFile.Decode(Convert.FromBase64String(images[number.GetInt32()].GetString()!.Split(',')[1]));
                Assert.Equal(64, Math.Max(embedded.Width, embedded.Height));
                Assert.Equal(Shade(int.Parse(picture.Work.AsSpan(1))), embedded.Channel(0).ToArray().Average(), 0.03); // JPEG and 8 bits
            }
        }
    }

    [Fact]
    public void The_report_counts_as_a_plain_loop_does()
    {
        using ArtIndex index = Make();
        Survey survey = Survey.Draw(index, Small with { Questions = 20 });
        Random random = new(3);
        SurveyAnswer[] answers = [.. from person in new[] { "a", "b", "c" } from question in survey.Questions
            select new SurveyAnswer(person, question.Id, random.Next(3), [random.Next(2) == 0, random.Next(3) == 0, random.Next(4) == 0], "f", 1)];
        SurveyReport report = SurveyReport.Of(survey, answers);
        Assert.Equal((3, answers.Length, 3 * 3 * Small.Repeats), (report.People, report.Answers, report.Steady.Total));
        int PlaceOf(SurveyAnswer answer, string model) => survey.Questions.Single(question => question.Id == answer.Question).Pictures.ToList().FindIndex(picture => picture.Models.Contains(model));
        SurveyAnswer[] counted = [.. answers.Where(answer => survey.Questions.Single(question => question.Id == answer.Question).Repeats is null)];
        foreach (SurveyModel model in report.Models)
        {
            int total = 0, likes = 0, picks = 0;
            foreach (SurveyAnswer answer in counted)
            {
                if (PlaceOf(answer, model.Name) is not (>= 0 and int place)) continue;
                total++;
                if (answer.Likes[place]) likes++;
                if (answer.Pick == place) picks++;
            }

            Assert.Equal((new Proportion(likes, total), new Proportion(picks, total)), (model.Likes, model.Picks));
        }

        Assert.Equal(19 * 18 / 2, report.Likes.Count);
        foreach (SurveyPair pair in report.Likes)
        {
            SurveyAnswer[] both = [.. counted.Where(answer => PlaceOf(answer, pair.First) >= 0 && PlaceOf(answer, pair.Second) >= 0)];
            int first = both.Count(answer => answer.Likes[PlaceOf(answer, pair.First)] && !answer.Likes[PlaceOf(answer, pair.Second)]);
            int second = both.Count(answer => !answer.Likes[PlaceOf(answer, pair.First)] && answer.Likes[PlaceOf(answer, pair.Second)]);
            Assert.Equal((first, second, ExactTests.Sign(first, second)), (pair.FirstWins, pair.SecondWins, pair.P));
        }

        Assert.Equal(18, SurveyReport.Of(survey, answers, "random").Picks.Count);
        Assert.Contains("the models are random, tfidf 1", Assert.Throws<OptionsException>(() => SurveyReport.Of(survey, answers, "best")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void People_who_like_one_model_are_found_out()
    {
        using ArtIndex index = Make();
        Survey survey = Survey.Draw(index, Small with { Questions = 25 });
        Random random = new(6);
        string best = "picture";
        SurveyAnswer[] answers = [.. from person in Enumerable.Range(0, 20) from question in survey.Questions
            let liked = question.Pictures.Select(picture => random.NextDouble() < (picture.Models.Contains(best) ? 0.9 : 0.3)).ToArray()
            select new SurveyAnswer($"p{person}", question.Id, Math.Max(0, Array.IndexOf(liked, true)), liked, "f", 1)];
        SurveyReport report = SurveyReport.Of(survey, answers, "random");
        SurveyModel model = report.Models.Single(found => found.Name == best);
        Assert.True(model.Likes.Low < 0.9 && model.Likes.High > 0.9, $"{model.Likes}");
        Assert.True(report.Likes.Single(pair => pair.First == best).Corrected < 0.001);
    }

    [Fact]
    public void Counts_give_their_ratios()
    {
        File.WriteAllText(At("counts.csv"), "total,model,likes\n40,tfidf 1,10\n0,unseen,0\n50,\"random, control\",5\n64,\"doc2vec 0.5 + meta\",16\n");
        SurveyReport report = SurveyReport.OfCounts(SurveyCounts.Read(At("counts.csv")));
        Assert.Equal([("tfidf 1", 0.25), ("doc2vec 0.5 + meta", 0.25), ("random, control", 0.1), ("unseen", double.NaN)], report.Models.Select(model => (model.Name, model.Likes.Rate)));
        Assert.Equal(6, report.Likes.Count);
        Assert.Empty(report.Picks);
        SurveyChart.Write(report, At("chart.svg"));
        XElement svg = XElement.Load(At("chart.svg"));
        Assert.Equal(3, svg.Elements().Count(element => element.Name.LocalName == "circle"));
        Assert.Contains("25.0% of 64", svg.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Answers_are_read_from_json_and_csv()
    {
        Survey survey = Tiny();
        File.WriteAllText(At("a.json"), "{\n\"survey\": \"s\",\n\"participant\": \"ann\",\n\"answers\": [\n{\"question\":\"q1\",\"pick\":2,\"likes\":[true,false,true],\"order\":\"3-1-2\",\"seconds\":1.5}\n]\n}\n");
        File.WriteAllText(At("b.csv"), "survey,participant,question,pick,like1,like2,like3,order,seconds\ns,bob,q1,3,0,1,0,1-2-3,2\ns,bob,q2,1,1,1,1,1-2-3,2\n", new UTF8Encoding(true));
        IReadOnlyList<SurveyAnswer> answers = SurveyAnswers.Read(survey, [At("a.json"), At("b.csv")]);
        Assert.Equal([("ann", "q1", 1, 5), ("bob", "q1", 2, 2), ("bob", "q2", 0, 3)], answers.Select(answer => (answer.Participant, answer.Question, answer.Pick, answer.Line)));
        Assert.Equal([true, false, true], answers[0].Likes);
        Assert.Equal([false, true, false], answers[1].Likes);
    }

    public static TheoryData<string, string> Mistakes => new()
    {
        { "", "is empty" },
        { " \n ", "is empty" },
        { "survey,participant,question,pick,like1,like2,like3\n", "holds no answers" },
        { "survey,participant,question,like1,like2,like3\ns,a,q1,1,1,1\n", "line 1: has no column 'pick'" },
        { "survey,participant,question,pick,like1,like2,like3\ns,a,q1,4,1,1,1\n", "line 2: picks '4'; expected 1 to 3" },
        { "survey,participant,question,pick,like1,like2,like3\ns,a,q1,1,1,1\n", "line 2: has 6 fields" },
        { "survey,participant,question,pick,like1,like2,like3\ns,a,q1,1,1,x,1\n", "line 2: likes '1,x,1'" },
        { "survey,participant,question,pick,like1,like2,like3\ns,a,q1,1,1,1,1\ns,a,q9,1,1,1,1\n", "line 3: answers the question 'q9'" },
        { "survey,participant,question,pick,like1,like2,like3\nt,a,q1,1,1,1,1\n", "line 2: answers the survey 't'; this is the key of 's'" },
        { "survey,participant,question,pick,like1,like2,like3\ns,a,q1,1,1,1,1\ns,a,q1,2,0,0,0\n", "line 3: 'a' answers the question 'q1' again" },
        { "survey,participant,question,pick,like1,like2,like3\ns,,q1,1,1,1,1\n", "line 2: names no participant" },
        { "survey,participant,question,pick,like1,like2,like3\ns,a,\"q1,1,1,1,1\n", "line 2: has a quote that is never closed" },
        { "{\"survey\":\"s\",\n\"participant\":\"a\",\n\"answers\":[\n{\"question\":\"q1\",\"pick\":1,\"likes\":[true]}\n]}", "line 4: likes 'True'" },
        { "{\"survey\":\"s\",\n\"participant\":\"a\",\n\"answers\":[\n{\"question\":\"q1\",\"pick\":1,\n", "line 5: is no JSON" },
        { "{\"survey\":\"s\",\"participant\":\"a\",\"answers\":[7]}", "line 1: is no answer" },
        { "{\"survey\":\"s\",\"participant\":\"a\",\"answers\":{}}", "line 1: 'answers' is no list" },
        { "{\"survey\":\"s\",\"answers\":[]}", "names no participant" },
        { "{\"survey\":3,\"answers\":[]}", "is no file of answers" },
        { "{\"survey\":\"s\",\"participant\":\"a\"}", "holds no answers" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Answers_that_do_not_belong_are_named(string text, string words)
    {
        File.WriteAllText(At("x"), text);
        SurveyFileException error = Assert.Throws<SurveyFileException>(() => SurveyAnswers.Read(Tiny(), [At("x")]));
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.Contains(At("x"), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_person_in_two_files_is_named_with_both()
    {
        const string Text = "survey,participant,question,pick,like1,like2,like3\ns,a,q1,1,1,1,1\n";
        File.WriteAllText(At("x"), Text);
        File.WriteAllText(At("y"), Text);
        Assert.Contains($"after '{At("x")}', line 2", Assert.Throws<SurveyFileException>(() => SurveyAnswers.Read(Tiny(), [At("x"), At("y")])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model,likes\na,1\n", "line 1: has no column 'total'")]
    [InlineData("model,likes,total\na,3,2\n", "line 2: counts 3 likes of 2")]
    [InlineData("model,likes,total\na,1,2\na,1,2\n", "line 3: counts the model 'a' a second time")]
    [InlineData("model,likes,total\na,-1,2\n", "line 2: counts '-1'")]
    [InlineData("model,likes,total\n", "counts no model")]
    [InlineData("", "is empty")]
    public void Tables_of_counts_that_do_not_work_are_named(string text, string words)
    {
        File.WriteAllText(At("x"), text);
        Assert.Contains(words, Assert.Throws<SurveyFileException>(() => SurveyCounts.Read(At("x"))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "is no key")]
    [InlineData("[1]", "is no key")]
    [InlineData("{\n\"kind\"", "line 2: is no JSON")]
    [InlineData("{\"kind\":\"onnxstyle survey key\"}", "damaged key")]
    [InlineData("{\"kind\":\"onnxstyle survey key\",\"survey\":\"s\",\"models\":[],\"questions\":[{\"id\":\"q\",\"work\":\"w\",\"rank\":1,\"pictures\":[]}]}", "has 0 pictures")]
    public void Keys_that_do_not_work_are_named(string text, string words)
    {
        File.WriteAllText(At("x"), text);
        Assert.Contains(words, Assert.Throws<SurveyFileException>(() => SurveyKey.Read(At("x"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_many_questions_and_an_index_without_pictures_are_refused()
    {
        using ArtIndex index = Make();
        Assert.Contains("ask fewer", Assert.Throws<OptionsException>(() => Survey.Draw(index, new SurveyOptions { Questions = 100 })).Message, StringComparison.Ordinal);
        Assert.Equal(3, Assert.Throws<OptionsException>(() => new SurveyOptions { Questions = 0, Repeats = -1, Top = 0 }.Validate()).Problems.Count);
        ArtIndexBuilder.Build(Catalogue.Read("id,text\na,b\n"u8.ToArray(), "c.csv"), At("bare"));
        using ArtIndex bare = ArtIndex.Open(At("bare"));
        Assert.Contains("a survey shows them", Assert.Throws<OptionsException>(() => Survey.Draw(bare)).Message, StringComparison.Ordinal);
    }

    private static Survey Tiny()
    {
        SurveyPicture[] pictures = [new("x", ["a"]), new("y", ["b"]), new("z", ["a", "b"])];
        return new Survey("s", ["a", "b"], [new("q1", "w", 1, pictures[..3]), new("q2", "v", 1, pictures[..3])]);
    }

    private static double Shade(int work) => 0.1 + (0.8 * work / Works);

    private string At(string name) => Path.Combine(folder, name);

    // Boats and portraits; each picture has a shade of its own, by which the page is held against the survey.
    private ArtIndex Make()
    {
        string[] words = ["boat harbour sea dusk net wave port", "woman girl portrait face head oil chair"];
        Random random = new(5);
        StringBuilder text = new("id,title,style,text\n");
        for (int i = 0; i < Works; i++)
        {
            text.Append($"w{i},SecretTitle{i},{(i % 2 == 0 ? "x" : "y")},{string.Join(' ', Enumerable.Range(0, 6).Select(_ => words[i % 2].Split(' ')[random.Next(7)]))}\n");
            Image image = new(72, 60 - i);
            for (int c = 0; c < 3; c++)
                for (int p = 0; p < image.PixelCount; p++) image.Channel(c)[p] = (float)Shade(i);
            ImageFile.Save(image, At($"w{i}.png"));
        }

        ArtIndexBuilder.Build(Catalogue.Read(Encoding.UTF8.GetBytes(text.ToString()), "works.csv"), At("works.index"), new IndexOptions
        {
            Doc2Vec = new Doc2VecOptions { MinCount = 1, Size = 8 },
            Pictures = new PictureOptions { Folder = folder, Side = 32 },
        });
        return ArtIndex.Open(At("works.index"));
    }
}
