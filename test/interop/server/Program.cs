// An ASP.NET Core SignalR app that the tests did not write the server of: one hub, on a free port of loopback.
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.SignalR;

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
builder.WebHost.UseUrls("http://127.0.0.1:0");
builder.Services.AddSignalR(options =>
{
    options.EnableDetailedErrors = true;
    // A hub method that asks its caller would wait for itself otherwise.
    options.MaximumParallelInvocationsPerClient = 4;
});
var app = builder.Build();
// Any request of a connection, so that a hub can break the poll that waits and not only the one it was called by.
app.Use((context, next) =>
{
    if (HttpMethods.IsGet(context.Request.Method) && context.Request.Query["id"] is [{ } id])
    {
        Transports.Carrying[id] = context;
    }
    return next();
});
app.MapHub<ChatHub>("/chat", options => options.AllowStatefulReconnects = true);
await app.StartAsync();
Console.WriteLine($"listening {app.Urls.First()}");
// The test that started it holds its stdin; when that closes, nobody needs it any more.
_ = Task.Run(() => { while (Console.In.Read() >= 0) { } app.Lifetime.StopApplication(); });
await app.WaitForShutdownAsync();

internal sealed class ChatHub : Hub
{
    public Task BroadcastMessage(string name, string message) => Clients.All.SendAsync("broadcastMessage", name, message);

    public string Echo(string name, string message) => $"{name}: {message}";

    public async Task<string> Slow(int milliseconds)
    {
        await Task.Delay(milliseconds, Context.ConnectionAborted);
        return "at last";
    }

    public void Throws() => throw new HubException("as asked");

    public void Quit() => Context.Abort();

    public async IAsyncEnumerable<int> Counter(int count, [EnumeratorCancellation] CancellationToken cancel)
    {
        for (var i = 0; i < count; i++)
        {
            cancel.ThrowIfCancellationRequested();
            yield return i;
            await Task.Yield();
        }
    }

    public async IAsyncEnumerable<int> Endless([EnumeratorCancellation] CancellationToken cancel)
    {
        try
        {
            for (var i = 0; ; i++)
            {
                yield return i;
                await Task.Delay(5, cancel);
            }
        }
        finally
        {
            await Clients.Caller.SendAsync("endlessStopped", CancellationToken.None);
        }
    }

    public async Task<int> Sum(IAsyncEnumerable<int> numbers)
    {
        var sum = 0;
        await foreach (var number in numbers)
        {
            sum += number;
        }
        return sum;
    }

    public async IAsyncEnumerable<string> Join(IAsyncEnumerable<string> left, IAsyncEnumerable<string> right)
    {
        await foreach (var text in left)
        {
            yield return text;
        }
        await foreach (var text in right)
        {
            yield return text;
        }
    }

    public Task<string> Ask(string question) => Clients.Caller.InvokeAsync<string>("answer", question, CancellationToken.None);

    public async Task<string> AskAndFail()
    {
        try
        {
            return await Clients.Caller.InvokeAsync<string>("refuse", CancellationToken.None);
        }
        catch (HubException exception)
        {
            return exception.Message;
        }
    }

    public string Header(string name) => Context.GetHttpContext()?.Request.Headers[name].ToString() ?? "";

    public string Query(string name) => Context.GetHttpContext()?.Request.Query[name].ToString() ?? "";

    // Breaks the transport below the connection, as a proxy would.
    public void Drop() => Transports.Carrying[Context.GetHttpContext()?.Request.Query["id"].ToString() ?? ""].Abort();
}

internal static class Transports
{
    public static readonly System.Collections.Concurrent.ConcurrentDictionary<string, HttpContext> Carrying = new();
}
