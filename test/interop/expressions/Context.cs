using Newtonsoft.Json.Linq;
using System.Text;

namespace Policies;

// The context of policy expressions as test/sandbox/expressions/support.ts fills it.
public interface IUrl { string Scheme { get; } string Host { get; } int Port { get; } string Path { get; } string QueryString { get; } IReadOnlyDictionary<string, string[]> Query { get; } }
public interface IMessageBody { T As<T>(bool preserveContent = false); }
public interface IRequest { string Method { get; } IUrl Url { get; } IUrl OriginalUrl { get; } IReadOnlyDictionary<string, string[]> Headers { get; } IReadOnlyDictionary<string, string> MatchedParameters { get; } string IpAddress { get; } IMessageBody Body { get; } }
public interface IResponse { int StatusCode { get; } string StatusReason { get; } IReadOnlyDictionary<string, string[]> Headers { get; } IMessageBody Body { get; } }
public interface IApi { string Id { get; } string Name { get; } string Path { get; } string Revision { get; } string Version { get; } bool IsCurrentRevision { get; } IUrl ServiceUrl { get; } }
public interface IOperation { string Id { get; } string Name { get; } string Method { get; } string UrlTemplate { get; } }
public interface ISubscription { string Id { get; } string Name { get; } string Key { get; } string PrimaryKey { get; } string SecondaryKey { get; } }
public interface IProduct { string Id { get; } string Name { get; } }
public interface IUser { string Id { get; } string Email { get; } string FirstName { get; } string LastName { get; } }
public interface IDeployment { string Region { get; } string ServiceName { get; } string ServiceId { get; } string GatewayId { get; } }
public interface ILastError { string Source { get; } string Reason { get; } string Message { get; } string Scope { get; } string Section { get; } string Path { get; } string PolicyId { get; } }
public interface IProxyRequestContext
{
    IApi Api { get; } IOperation Operation { get; } IProduct Product { get; } IRequest Request { get; } IResponse Response { get; } ISubscription Subscription { get; } IUser User { get; }
    IDeployment Deployment { get; } ILastError LastError { get; } IReadOnlyDictionary<string, object> Variables { get; } Guid RequestId { get; } DateTime Timestamp { get; } TimeSpan Elapsed { get; } bool Tracing { get; }
}

public record Url(string Scheme, string Host, int Port, string Path, string QueryString, IReadOnlyDictionary<string, string[]> Query) : IUrl;
public record Request(string Method, IUrl Url, IUrl OriginalUrl, IReadOnlyDictionary<string, string[]> Headers, IReadOnlyDictionary<string, string> MatchedParameters, string IpAddress, IMessageBody Body) : IRequest;
public record Response(int StatusCode, string StatusReason, IReadOnlyDictionary<string, string[]> Headers, IMessageBody Body) : IResponse;
public record Api(string Id, string Name, string Path, string Revision, string Version, bool IsCurrentRevision, IUrl ServiceUrl) : IApi;
public record Operation(string Id, string Name, string Method, string UrlTemplate) : IOperation;
public record Subscription(string Id, string Name, string Key, string PrimaryKey, string SecondaryKey) : ISubscription;
public record Deployment(string Region, string ServiceName, string ServiceId, string GatewayId) : IDeployment;

public class Body(string text) : IMessageBody
{
    public T As<T>(bool preserveContent = false) => (T)(typeof(T) == typeof(string) ? text : typeof(T) == typeof(byte[]) ? Encoding.UTF8.GetBytes(text) : (object)JToken.Parse(text));
}

public class Context : IProxyRequestContext
{
    private static readonly DateTime Now = new(2026, 11, 21, 10, 30, 15, 250, DateTimeKind.Utc);

    private static Dictionary<string, string[]> Lists(params (string, string[])[] lists) => lists.ToDictionary(one => one.Item1, one => one.Item2, StringComparer.OrdinalIgnoreCase);

    public IApi Api { get; } = new Api("chat", "Chat", "client", "1", null, true, new Url("https", "x.service.signalr.net", 443, "/client/", "", Lists()));
    public IOperation Operation { get; } = new Operation("negotiate", "negotiate", "POST", "/negotiate");
    public IProduct Product => null;
    public IRequest Request { get; } = new Request("POST",
        new Url("https", "contoso.azure-api.net", 443, "/client/negotiate", "?hub=chat&user=ann&user=bob", Lists(("hub", ["chat"]), ("user", ["ann", "bob"]))),
        new Url("https", "contoso.azure-api.net", 443, "/client/negotiate", "?hub=chat", Lists(("hub", ["chat"]))),
        Lists(("Authorization", ["Bearer abc"]), ("X-Forwarded-For", ["10.0.0.1", "10.0.0.2"])), new Dictionary<string, string> { ["id"] = "7" }, "10.0.0.1", new Body("""{"name":"ann","tags":["a","b"]}"""));
    public IResponse Response => null;
    public ISubscription Subscription { get; } = new Subscription("s1", "Team", "k", "k", "k2");
    public IUser User => null;
    public IDeployment Deployment { get; } = new Deployment("West Europe", "contoso", "contoso", "managed");
    public ILastError LastError => null;
    public IReadOnlyDictionary<string, object> Variables { get; } = new Dictionary<string, object>
    {
        ["text"] = "value", ["number"] = 3, ["nothing"] = null,
        ["answer"] = new Response(200, "OK", Lists(("Content-Type", ["application/json"])), new Body("""{"url":"https://x/client/?hub=chat","accessToken":"t0ken"}""")),
    };
    public Guid RequestId => Guid.Parse("11111111-2222-3333-4444-555555555555");
    public DateTime Timestamp => Now.AddMilliseconds(-1500);
    public TimeSpan Elapsed => TimeSpan.FromMilliseconds(1500);
    public bool Tracing => false;
}

public static class ContextExtensions
{
    public static string GetValueOrDefault(this IReadOnlyDictionary<string, string[]> lists, string name, string defaultValue = null) => lists.TryGetValue(name, out var values) ? string.Join(",", values) : defaultValue;
    public static string GetValueOrDefault(this IReadOnlyDictionary<string, string> values, string name, string defaultValue = null) => values.TryGetValue(name, out var value) ? value : defaultValue;
    public static T GetValueOrDefault<T>(this IReadOnlyDictionary<string, object> variables, string variableName, T defaultValue = default) => variables.TryGetValue(variableName, out var value) ? (T)value : defaultValue;
}
