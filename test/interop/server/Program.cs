// An ASP.NET Core SignalR app that the tests did not write the server of: one hub, on a free port of loopback.
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.SignalR;

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
builder.WebHost.UseUrls("http://127.0.0.1:0");
builder.Services.AddSignalR(options => options.EnableDetailedErrors = true);
var app = builder.Build();
app.MapHub<ChatHub>("/chat");
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
}
