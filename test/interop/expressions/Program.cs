using System.Globalization;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Policies;

// Reads a JSON array of policy expressions, compiles each as C# 7 in a method of its own, runs what compiles, and writes for each what came of it.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
const string Before = """
    using System; using System.Collections.Generic; using System.Linq; using System.Net; using System.Security.Cryptography; using System.Text; using System.Text.RegularExpressions; using Newtonsoft.Json; using Newtonsoft.Json.Linq; using Policies;
    public static class Program { public static object Run(IProxyRequestContext context) {
    """;
var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES"))!.Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path)).ToList();
var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release);
var answers = new JArray();
foreach (var source in JArray.Parse(Console.In.ReadToEnd()).Select(one => (string)one))
{
    answers.Add(Judge(source));
}
Console.Out.Write(answers.ToString(Formatting.None));

JObject Judge(string source)
{
    var inner = source[2..^1];
    var text = $"{Before}\n{(source.StartsWith("@(", StringComparison.Ordinal) ? $"return (object)(\n{inner}\n);" : inner)}\n}} }}";
    var tree = CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.CSharp7_3));
    var compilation = CSharpCompilation.Create("expression", [tree], references, options);
    using var assembly = new MemoryStream();
    var emitted = compilation.Emit(assembly);
    if (!emitted.Success)
    {
        var error = emitted.Diagnostics.Where(one => one.Severity == DiagnosticSeverity.Error).OrderBy(one => one.Location.SourceSpan.Start).First();
        return new JObject { ["refused"] = error.GetMessage(CultureInfo.InvariantCulture).TrimEnd('.') };
    }
    var context = new AssemblyLoadContext("expression", isCollectible: true);
    try
    {
        assembly.Position = 0;
        var method = context.LoadFromStream(assembly).GetType("Program").GetMethod("Run");
        var value = method.Invoke(null, [new Context()]);
        return new JObject { ["value"] = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "" };
    }
    catch (TargetInvocationException failure)
    {
        return new JObject { ["failed"] = failure.InnerException.GetType().Name, ["message"] = failure.InnerException.Message };
    }
    finally
    {
        context.Unload();
    }
}
