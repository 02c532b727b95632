// An ordinary chat on the real Azure SignalR SDK; the connection string comes from Azure__SignalR__ConnectionString.
using Microsoft.AspNetCore.SignalR;
using Microsoft.Azure.SignalR;

var builder = WebApplication.CreateBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services.AddSignalR().AddAzureSignalR(options =>
{
    options.GracefulShutdown.Mode = GracefulShutdownMode.MigrateClients;
    options.ClaimsProvider = context => [new("nameid", context.Request.Query["user"].ToString()), new("role", "admin")];
});
builder.WebHost.UseUrls("http://127.0.0.1:0");
var app = builder.Build();
app.UseRouting();
app.MapHub<Chat>("/chat");
app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine($"listening {app.Urls.First()}"));
app.Run();

public class Chat : Hub
{
    private static readonly string Name = Environment.GetEnvironmentVariable("APP_NAME") ?? "app";

    // Reaches the client before the answer to its handshake does.
    public override Task OnConnectedAsync() => Clients.All.SendAsync("joined", Context.ConnectionId);

    public string Echo(string text) => $"{text} by {Name}";

    public string Who() => $"{Context.UserIdentifier} {Context.User?.IsInRole("admin")} {Context.GetHttpContext()?.Request.Path}";

    public Task Everyone(string text) => Clients.All.SendAsync("said", text);

    public Task Join(string group) => Groups.AddToGroupAsync(Context.ConnectionId, group);

    public Task Group(string group, string text) => Clients.Group(group).SendAsync("said", text);

    public Task<string> Ask(string connectionId, string question) => Clients.Client(connectionId).InvokeAsync<string>("answer", question, CancellationToken.None);

    public void Abort() => Context.Abort();

    public async IAsyncEnumerable<int> Count(int to)
    {
        for (var number = 0; number < to; number++)
        {
            await Task.Yield();
            yield return number;
        }
    }
}
