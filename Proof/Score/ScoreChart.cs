using System.Text;

namespace Chimney.Proof;

/// <summary>The scorecard as a picture: recall with its interval, for each rule and each operator.</summary>
public static class ScoreChart
{
    private const int Row = 18, Left = 330, Width = 420, Top = 46;

    /// <summary>Draws the picture.</summary>
    public static string Draw(ScoreShard whole)
    {
        var score = new Scorecard(whole.Rows);
        (string Name, Share Recall)[] bars =
        [
            ("all faulty handlers", score.Recall),
            .. score.Rules.Where(rule => rule.Recall.Whole > 0).Select(rule => (rule.Id, rule.Recall)),
            .. score.Operators.Where(fault => fault.Recall.Whole > 0).Select(fault => (fault.Name, fault.Recall)),
        ];
        var text = new StringBuilder();
        int height = Top + (bars.Length * Row) + 12;
        text.Append(null, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Left + Width + 110}\" height=\"{height}\" font-family=\"sans-serif\" font-size=\"12\">\n");
        text.Append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
        text.Append(null, $"<text x=\"10\" y=\"18\" font-size=\"14\">Recall with 95 % interval. False alarms: {score.FalseAlarms.Part} of {score.FalseAlarms.Whole} clean handlers. Seed {whole.Seed}.</text>\n");
        foreach (int percent in new[] { 0, 25, 50, 75, 100 })
        {
            int x = Left + (Width * percent / 100);
            text.Append(null, $"<line x1=\"{x}\" y1=\"{Top - 4}\" x2=\"{x}\" y2=\"{height - 10}\" stroke=\"#ddd\"/><text x=\"{x}\" y=\"{Top - 8}\" text-anchor=\"middle\" fill=\"#666\">{percent} %</text>\n");
        }
        for (int i = 0; i < bars.Length; i++)
        {
            (string name, Share recall) = bars[i];
            int y = Top + (i * Row);
            double At(double share) => Left + (Width * share);
            text.Append(null, $"<text x=\"{Left - 8}\" y=\"{y + 13}\" text-anchor=\"end\">{name}</text>");
            text.Append(null, $"<rect x=\"{Left}\" y=\"{y + 3}\" width=\"{Width * recall.Value:0.#}\" height=\"{Row - 6}\" fill=\"{(recall.Part == recall.Whole ? "#5a9" : "#d84")}\"/>");
            text.Append(null, $"<line x1=\"{At(recall.Low):0.#}\" y1=\"{y + 9}\" x2=\"{At(recall.High):0.#}\" y2=\"{y + 9}\" stroke=\"#222\"/>");
            text.Append(null, $"<text x=\"{Left + Width + 8}\" y=\"{y + 13}\" fill=\"#444\">{recall.Part}/{recall.Whole}</text>\n");
        }
        return text.Append("</svg>\n").ToString();
    }
}
