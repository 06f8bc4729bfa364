using System.Globalization;

namespace Chimney.Benchmarks.Builds;

/// <summary>A project that references the Runtime and has no handler: ordinary code of some kinds, the same for every run.</summary>
internal static class PlainProject
{
    private const string Type = """
        using System;
        using System.Collections.Generic;
        using System.Linq;
        using System.Text;
        using System.Threading;
        using System.Threading.Tasks;

        namespace Plain.Part@;

        /// <summary>One line of an order.</summary>
        public sealed record Line@(string Article, int Count, decimal Price)
        {
            public decimal Total => Count * Price;
        }

        public enum State@
        {
            Open,
            Paid,
            Shipped,
            Returned,
        }

        public interface IStore@
        {
            Task<IReadOnlyList<Line@>> LoadAsync(string customer, CancellationToken cancellation);

            void Save(string customer, IEnumerable<Line@> lines);
        }

        /// <summary>Keeps the orders of one region.</summary>
        public class Orders@ : IDisposable
        {
            private readonly Dictionary<string, List<Line@>> _lines = new();
            private readonly IStore@ _store;
            private readonly SemaphoreSlim _gate = new(1);
            private State@ _state = State@.Open;

            public Orders@(IStore@ store)
            {
                _store = store ?? throw new ArgumentNullException(nameof(store));
            }

            public event EventHandler<string>? Changed;

            public State@ State
            {
                get => _state;
                set
                {
                    if (_state == value)
                        return;
                    _state = value;
                    Changed?.Invoke(this, nameof(State));
                }
            }

            public decimal Total(string customer)
            {
                if (!_lines.TryGetValue(customer, out var lines))
                    return 0;
                decimal total = 0;
                foreach (var line in lines)
                {
                    if (line.Count <= 0)
                        continue;
                    total += line.Total;
                    if (total > @)
                        break;
                }
                return total;
            }

            public async Task<int> RefreshAsync(IEnumerable<string> customers, CancellationToken cancellation)
            {
                int count = 0;
                await _gate.WaitAsync(cancellation);
                try
                {
                    foreach (string customer in customers.Where(c => c.Length > 2).Distinct())
                    {
                        var loaded = await _store.LoadAsync(customer, cancellation);
                        _lines[customer] = loaded.OrderBy(l => l.Article).ThenByDescending(l => l.Price).ToList();
                        count += loaded.Count;
                    }
                }
                catch (OperationCanceledException)
                {
                    State = State@.Returned;
                    throw;
                }
                finally
                {
                    _gate.Release();
                }
                return count;
            }

            public string Describe(string customer)
            {
                var text = new StringBuilder();
                text.Append(customer).Append(": ");
                var groups = from line in _lines.GetValueOrDefault(customer, new())
                             group line by line.Article into articles
                             let sum = articles.Sum(a => a.Total)
                             where sum > @ % 7
                             select (articles.Key, sum);
                foreach (var (article, sum) in groups)
                    text.AppendLine($"{article,-20} {sum:0.00}");
                return State switch
                {
                    State@.Open when text.Length > 80 => text.ToString(0, 80),
                    State@.Paid or State@.Shipped => $"{text} ({State})",
                    State@.Returned => string.Empty,
                    _ => text.ToString(),
                };
            }

            public bool TryMove(string from, string to, Predicate<Line@> filter)
            {
                if (from == to || !_lines.TryGetValue(from, out var source))
                    return false;
                var moved = source.FindAll(filter);
                for (int i = 0; i < moved.Count; i++)
                {
                    source.Remove(moved[i]);
                    if (!_lines.ContainsKey(to))
                        _lines.Add(to, new List<Line@>());
                    _lines[to].Add(moved[i] with { Count = moved[i].Count + i % 2 });
                }
                _store.Save(to, _lines.GetValueOrDefault(to, new()));
                return moved.Count > 0;
            }

            public void Dispose()
            {
                _gate.Dispose();
                GC.SuppressFinalize(this);
            }
        }

        """;

    public static IReadOnlyDictionary<string, string> Write(int lines)
    {
        var files = new Dictionary<string, string>();
        int perFile = Type.Count(c => c == '\n');
        for (int i = 0; i * perFile < lines; i++)
            files[$"Orders{i:000}.cs"] = Type.Replace("@", i.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        return files;
    }
}
