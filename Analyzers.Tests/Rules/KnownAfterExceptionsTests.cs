namespace Chimney.Analyzers.Tests.Rules;

/// <summary>What is known where exceptions, catches, filters and finallys have a part in it.</summary>
public class KnownAfterExceptionsTests : KnownTest
{
    private const string Members = """
        public Action? Hook;
        private static int Any() => Random.Shared.Next(2);
        private static void Fail() => throw new TimeoutException();
        private static void Fail(Exception failure) => throw failure;
        private static bool FailIn() => throw new InvalidOperationException();
        private static Exception Made() => IsUp() ? new TimeoutException() : new InvalidOperationException();
        private static void MayFail() { if (IsUp()) throw new TimeoutException(); }
        private static void Caught() { try { Fail(); } catch (TimeoutException) { } }
        private static void CaughtOther() { try { Fail(); } catch (InvalidOperationException) { } }
        private static int Final(ref int n) { try { return n; } finally { n = 5; } }
        private sealed class Scope : IDisposable { public int Ends; public void Dispose() => Ends++; }
        private sealed class Odd : ArgumentException { public int Code; public Odd(int code) => Code = code; }
        """;

    [Theory]
    [InlineData("bool right = false; try { Hook!(); right = true; } catch (Exception) { right = true; }")]
    [InlineData("bool right = false; try { Hook!(); } finally { right = true; }")]
    [InlineData("bool right = false; try { throw new TimeoutException(); } catch (TimeoutException) { right = true; }")]
    [InlineData("bool right = false; try { throw new TimeoutException(); } catch (InvalidOperationException) { } catch (Exception) { right = true; }")]
    [InlineData("bool right = false; try { throw new TimeoutException(); } catch (InvalidOperationException) { } catch { right = true; }")]
    [InlineData("bool right = false; try { throw new ArgumentNullException(); } catch (ArgumentException) { right = true; } catch (Exception) { right = false; }")]
    [InlineData("bool right = false; try { throw new ArgumentException(); } catch (ArgumentNullException) { } catch (ArgumentException) { right = true; }")]
    [InlineData("bool right = false; try { Fail(); } catch (TimeoutException) { right = true; }")]
    [InlineData("bool right = true; try { Fail(); right = false; } catch (TimeoutException) { }")]
    [InlineData("bool right = false; try { CaughtOther(); } catch (TimeoutException) { right = true; }")]
    [InlineData("bool right = false; Caught(); right = true;")]
    [InlineData("bool right = false; try { Fail(new TimeoutException()); } catch (TimeoutException) { right = true; } catch (Exception) { right = true; }")]
    [InlineData("bool on = true, right = true; try { throw new TimeoutException(); } catch (TimeoutException) when (!on) { right = false; } catch (Exception) { }")]
    [InlineData("bool on = true, right = false; try { throw new TimeoutException(); } catch (TimeoutException) when (on) { right = true; } catch (Exception) { }")]
    [InlineData("bool on = IsUp(), right = false; try { throw new TimeoutException(); } catch (TimeoutException) when (on) { right = on; } catch (Exception) { right = !on; }")]
    [InlineData("bool right = true; try { throw new TimeoutException(); } catch (TimeoutException) when (FailIn()) { right = false; } catch (Exception) { }")]
    [InlineData("bool right = false; try { throw new Odd(3); } catch (ArgumentException failure) when (failure is Odd) { right = true; } catch (Exception) { }")]
    [InlineData("bool right = false; try { throw new Odd(3); } catch (Exception failure) { right = failure is ArgumentException; }")]
    [InlineData("bool right = false; try { throw new Odd(3); } catch (Exception failure) { right = failure is not TimeoutException; }")]
    [InlineData("int n = 0; try { try { throw new TimeoutException(); } catch (Exception) { n++; throw; } } catch (TimeoutException) { n++; } catch (Exception) { n = 9; } bool right = n == 2;")]
    [InlineData("int n = 0; try { try { throw new TimeoutException(); } catch (Exception failure) { n++; throw failure; } } catch (Exception) { n++; } bool right = n == 2;")]
    [InlineData("int n = 0; try { try { throw new TimeoutException(); } catch (Exception) { if (n == 0) { try { n++; } finally { n++; } throw; } } } catch (TimeoutException) { n++; } bool right = n == 3;")]
    [InlineData("int n = 0; try { try { throw new TimeoutException(); } catch (Exception) { throw new InvalidOperationException(); } finally { n++; } } catch (InvalidOperationException) { n++; } catch (TimeoutException) { n = 9; } bool right = n == 2;")]
    [InlineData("int n = 0; try { try { throw new TimeoutException(); } finally { n++; } } catch (TimeoutException) { n++; } bool right = n == 2;")]
    [InlineData("int n = 0; try { try { throw new TimeoutException(); } finally { n++; throw new InvalidOperationException(); } } catch (TimeoutException) { n = 9; } catch (InvalidOperationException) { n++; } bool right = n == 2;")]
    [InlineData("int n = 0; try { try { n = 1; } finally { n *= 3; } } finally { n++; } bool right = n == 4;")]
    [InlineData("int n = 0; while (true) { try { try { break; } finally { n++; } } finally { n *= 3; } } bool right = n == 3;")]
    [InlineData("int n = 0; for (int i = 0; i < 2; i++) { try { if (i == 0) continue; n++; } finally { n++; } } bool right = n > 0;")]
    [InlineData("int n = 3; int m = Final(ref n); bool right = n == 5 && m == 3;")]
    [InlineData("int n = 0; void Local() { try { if (IsUp()) return; n++; } finally { n = 7; } } Local(); bool right = n == 7;")]
    [InlineData("int n = 0; try { try { return; } finally { n++; if (n == 1) throw new TimeoutException(); } } catch (TimeoutException) { } bool right = n == 1;")]
    [InlineData("int n = 0; try { goto End; } finally { n++; } End: bool right = n == 1;")]
    [InlineData("bool right = false; var scope = new Scope(); using (scope) { right = scope.Ends == 0; } right &= scope.Ends == 1;")]
    [InlineData("bool right = false; var scope = new Scope(); try { using (scope) throw new TimeoutException(); } catch (TimeoutException) { right = scope.Ends == 1; }")]
    [InlineData("bool right = false; try { lock (this) { right = true; } } finally { right &= true; }")]
    [InlineData("bool right = false; foreach (int each in new[] { 1 }) { try { right = each == 1; } finally { } } right = true;")]
    [InlineData("bool right = false; Action fail = () => throw new TimeoutException(); try { fail(); } catch (TimeoutException) { right = true; }")]
    [InlineData("bool right = false; try { right = Any() == 0 ? true : throw new TimeoutException(); } catch (TimeoutException) { right = true; }")]
    [InlineData("bool right = false; try { object? thing = null; _ = thing ?? throw new TimeoutException(); } catch (TimeoutException) { right = true; }")]
    [InlineData("int n = 0; try { try { throw new TimeoutException(); } catch (TimeoutException) when (Any() == 0) { n = 1; } catch (TimeoutException) when (Any() == 0) { n = 1; } } catch (TimeoutException) { n = 1; } bool right = n == 1;")]
    [InlineData("int n = 0; try { try { Hook!(); n = 1; } catch (TimeoutException) { n = 1; } } catch (Exception) { n = 1; } bool right = n == 1;")]
    [InlineData("int n = 0; try { try { throw new TimeoutException(); } finally { try { n++; } finally { n++; } } } catch (Exception) { n++; } bool right = n == 3;")]
    [InlineData("int n = 0; try { try { throw new TimeoutException(); } catch (Exception) { try { throw new InvalidOperationException(); } catch (InvalidOperationException) { n++; } throw; } } catch (TimeoutException) { n++; } bool right = n == 2;")]
    [InlineData("int n = 0; try { try { Fail(Made()); } catch (TimeoutException) { n = 1; } } catch (Exception) { n = 2; } bool right = n != 0;")]
    [InlineData("int n = 0; switch (Any()) { case 0: try { n = 1; break; } finally { n++; } default: n = 2; break; } bool right = n == 2;")]
    [InlineData("bool right = false; IEnumerable<int> Numbers() { try { yield return 1; } finally { right = true; } } foreach (int each in Numbers()) { break; }")]
    [InlineData("bool right = false; IEnumerable<int> Numbers() { try { yield return 1; } finally { right = true; } } foreach (int each in Numbers()) { }")]
    [InlineData("var scope = new Scope(); using (scope) { } bool right = scope.Ends == 1;")]
    [InlineData("var scope = new Scope(); scope.Dispose(); bool right = scope.Ends == 1;")]
    [InlineData("var scope = new Scope(); ((IDisposable)scope).Dispose(); bool right = scope.Ends == 1;")]
    [InlineData("var scope = new Scope(); scope.Ends++; bool right = scope.Ends == 1;")]
    [InlineData("var scope = new Scope(); try { } finally { scope.Dispose(); } bool right = scope.Ends == 1;")]
    [InlineData("var scope = new Scope(); try { } finally { ((IDisposable)scope).Dispose(); } bool right = scope.Ends == 1;")]
    [InlineData("var scope = new Scope(); try { } finally { if (scope != null) ((IDisposable)scope).Dispose(); } bool right = scope.Ends == 1;")]
    [InlineData("int n = 0; try { try { throw new TimeoutException(); } catch (InvalidOperationException) { throw; } catch (TimeoutException) { throw; } } catch (TimeoutException) { n = 1; } catch (Exception) { n = 2; } bool right = n == 1;")]
    public Task It_is_certain(string code) => Is("", "CHIM1001", code, Members);

    [Theory]
    [InlineData("bool right = true; try { Hook!(); } catch (TimeoutException) { right = false; }")]
    [InlineData("bool right = true; bool on = true; try { Hook!(); } catch (TimeoutException) when (on) { } catch (Exception) { right = false; }")]
    [InlineData("bool right = true; try { Hook!(); } catch (TimeoutException) { right = false; } catch (Exception) { right = false; }")]
    [InlineData("bool right = true; try { MayFail(); } catch (TimeoutException) { right = false; }")]
    [InlineData("bool right = true; try { throw Made(); } catch (TimeoutException) { right = false; } catch (Exception) { }")]
    [InlineData("bool right = true; try { throw Made(); } catch (Exception failure) { right = failure is TimeoutException; }")]
    [InlineData("bool right = true; try { try { Hook!(); } finally { right = false; } right = true; } catch (Exception) { }")]
    [InlineData("bool right = true; try { throw new TimeoutException(); } catch (TimeoutException) when (IsUp()) { right = false; } catch (Exception) { }")]
    [InlineData("bool right = true; try { Hook!(); } catch { right = false; }")]
    [InlineData("bool right = true; try { try { throw new TimeoutException(); } catch (Exception) when (IsUp()) { throw new InvalidOperationException(); } } catch (TimeoutException) { right = false; } catch (InvalidOperationException) { }")]
    [InlineData("bool right = true; try { try { throw Made(); } catch (TimeoutException) { throw; } } catch (TimeoutException) { right = false; } catch (Exception) { }")]
    [InlineData("int n = 0; try { if (IsUp()) throw new TimeoutException(); } catch (TimeoutException) { n++; } finally { n++; } bool right = n == 1;")]
    [InlineData("bool right = true; IEnumerable<int> Numbers() { yield return 1; right = false; } foreach (int each in Numbers()) if (IsUp()) break;")]
    [InlineData("bool right = false; try { object boxed = Any(); right = (bool)boxed; } catch (InvalidCastException) { right = true; }")]
    [InlineData("bool right = true; var failure = Made(); try { throw failure; } catch (TimeoutException) { right = false; } catch (Exception) { }")]
    public Task It_may_be_either(string code) => Is("CHIM1001", "CHIM1001", code, Members);
}
