// The parts of Microsoft.Azure.Functions.Worker that the generated function names, for where its packages cannot be had:
// signatures as in the packages' sources (azure-functions-dotnet-worker).
namespace Microsoft.Azure.Functions.Worker
{
    public enum AuthorizationLevel { Anonymous, User, Function, System, Admin }

    [AttributeUsage(AttributeTargets.Method)]
    public sealed class FunctionAttribute(string name) : Attribute { public string Name { get; } = name; }

    [AttributeUsage(AttributeTargets.Parameter)]
    public sealed class HttpTriggerAttribute(AuthorizationLevel authLevel, params string[] methods) : Attribute
    {
        public AuthorizationLevel AuthLevel { get; } = authLevel;
        public string[] Methods { get; } = methods;
        public string Route { get; set; }
    }

    [AttributeUsage(AttributeTargets.Parameter)]
    public sealed class SignalRConnectionInfoInputAttribute : Attribute
    {
        public string ConnectionStringSetting { get; set; }
        public string HubName { get; set; }
        public string UserId { get; set; }
    }
}

namespace Microsoft.Azure.Functions.Worker.Http
{
    public abstract class HttpRequestData { }
}

public static class Program
{
    public static void Main()
    {
        var parameters = typeof(SignalRNegotiate.Negotiate).GetMethod("Run").GetParameters();
        var trigger = (Microsoft.Azure.Functions.Worker.HttpTriggerAttribute)parameters[0].GetCustomAttributes(false)[0];
        var binding = (Microsoft.Azure.Functions.Worker.SignalRConnectionInfoInputAttribute)parameters[1].GetCustomAttributes(false)[0];
        Console.WriteLine($"{trigger.AuthLevel} {string.Join(",", trigger.Methods)} {trigger.Route} {binding.HubName} {SignalRNegotiate.Negotiate.Run(null, "unchanged")}");
    }
}
