using System.Globalization;
using System.Net;
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
if (args is ["members"])
{
    // For each type asked for, by its full name, the names of its own public members; null where there is no such type.
    var members = JArray.Parse(Console.In.ReadToEnd()).Select(one => (string)one).ToDictionary(name => name, name => MembersOf(name));
    Console.Out.Write(JsonConvert.SerializeObject(members));
    return;
}
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

static string[] MembersOf(string name)
{
    var assemblies = new[] { typeof(object), typeof(Uri), typeof(Enumerable), typeof(System.Text.RegularExpressions.Regex), typeof(WebUtility), typeof(System.Security.Cryptography.SHA256), typeof(JObject) }.Select(one => one.Assembly).Append(Assembly.Load("System.Collections"));
    var type = assemblies.Select(one => one.GetType(name)).FirstOrDefault(one => one is not null);
    if (type is null) return null;
    return type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
        .Where(one => one is not MethodInfo { IsSpecialName: true } and not ConstructorInfo and not Type and not EventInfo && !one.Name.Contains('.') && !(one is PropertyInfo property && property.GetIndexParameters().Length > 0))
        .Where(one => one is not MethodInfo method || !method.GetParameters().Any(parameter => parameter.ParameterType.IsByRefLike || parameter.ParameterType.IsPointer) || type.GetMethods().Any(other => other.Name == one.Name && !other.GetParameters().Any(parameter => parameter.ParameterType.IsByRefLike)))
        .Select(one => one.Name).Distinct().Order(StringComparer.Ordinal).ToArray();
}

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
