// Types that the C# compiler asks for and netstandard2.0 lacks.

namespace System.Runtime.CompilerServices
{
    /// <summary>Lets records compile.</summary>
    internal static class IsExternalInit
    {
    }
}

namespace System
{
    /// <summary>Lets list patterns compile.</summary>
    internal readonly struct Index(int value, bool fromEnd = false)
    {
        public int GetOffset(int length) => fromEnd ? length - value : value;
    }
}
