import type { ExportFile } from "../exportFiles.ts";
import type { NegotiateFunction } from "./options.ts";
import { hostFile, ignored } from "./shared.ts";

/** A project of the isolated worker, with its tests beside it. */
export function csharpFiles(options: NegotiateFunction): readonly ExportFile[] {
  return [
    { path: "Negotiate.cs", text: functionText(options) },
    { path: "Program.cs", text: programText },
    { path: "Negotiate.csproj", text: projectText },
    { path: "tests/NegotiateTests.cs", text: testText(options) },
    { path: "tests/Negotiate.Tests.csproj", text: testProjectText },
    hostFile("csharp"),
    ignored(".gitignore", ["bin/", "obj/", "local.settings.json"]),
  ];
}

function functionText({ hub, caller }: NegotiateFunction): string {
  const who = caller === "clients" ? "Clients call it first; it sends them through the gateway." : "The gateway calls it with the function's key, for clients that open a WebSocket.";
  return `using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;

namespace SignalRNegotiate;

public static class Negotiate
{
    /// <summary>Answers <c>{"url", "accessToken"}</c>. ${who}</summary>
    /// <param name="connectionInfo">
    /// Made by the SignalR binding: where the hub is, and a token for it. Taken as text and answered unchanged, because its names must stay in camel case.
    /// </param>
    [Function("negotiate")]
    public static string Run(
        [HttpTrigger(AuthorizationLevel.${caller === "clients" ? "Anonymous" : "Function"}, "post", Route = "negotiate")] HttpRequestData request,
        [SignalRConnectionInfoInput(HubName = "${hub}")] string connectionInfo) => connectionInfo;
}
`;
}

const programText = `using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

FunctionsApplication.CreateBuilder(args).Build().Run();
`;

const projectText = `<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework>
    <AzureFunctionsVersion>v4</AzureFunctionsVersion>
    <OutputType>Exe</OutputType>
    <ImplicitUsings>enable</ImplicitUsings>
    <Nullable>enable</Nullable>
    <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
  </PropertyGroup>
  <ItemGroup>
    <Compile Remove="tests/**" />
    <None Update="host.json" CopyToOutputDirectory="PreserveNewest" />
    <None Update="local.settings.json" CopyToOutputDirectory="PreserveNewest" CopyToPublishDirectory="Never" />
  </ItemGroup>
  <ItemGroup>
    <PackageReference Include="Microsoft.Azure.Functions.Worker" Version="2.52.0" />
    <PackageReference Include="Microsoft.Azure.Functions.Worker.Extensions.Http" Version="3.3.0" />
    <PackageReference Include="Microsoft.Azure.Functions.Worker.Extensions.SignalRService" Version="2.0.1" />
    <PackageReference Include="Microsoft.Azure.Functions.Worker.Sdk" Version="2.1.0" />
  </ItemGroup>
</Project>
`;

function testText({ hub, caller }: NegotiateFunction): string {
  return `using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using SignalRNegotiate;
using Xunit;

public class NegotiateTests
{
    private static readonly ParameterInfo[] Parameters = typeof(Negotiate).GetMethod(nameof(Negotiate.Run))!.GetParameters();

    [Fact]
    public void Hands_on_unchanged_what_the_SignalR_binding_made()
    {
        const string info = "{\\"url\\":\\"https://example.service.signalr.net/client/?hub=${hub}\\",\\"accessToken\\":\\"token\\"}";
        Assert.Equal(info, Negotiate.Run(null!, info));
    }

    [Fact]
    public void The_binding_is_for_this_hub() => Assert.Equal("${hub}", Parameters[1].GetCustomAttribute<SignalRConnectionInfoInputAttribute>()!.HubName);

    [Fact]
    public void It_is_posted_to_by_${caller === "clients" ? "anyone" : "who_has_its_key"}()
    {
        var trigger = Parameters[0].GetCustomAttribute<HttpTriggerAttribute>()!;
        Assert.Equal(AuthorizationLevel.${caller === "clients" ? "Anonymous" : "Function"}, trigger.AuthLevel);
        Assert.Equal(["post"], trigger.Methods!);
    }
}
`;
}

const testProjectText = `<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
    <Nullable>enable</Nullable>
    <IsPackable>false</IsPackable>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Microsoft.NET.Test.Sdk" Version="17.14.1" />
    <PackageReference Include="xunit" Version="2.9.3" />
    <PackageReference Include="xunit.runner.visualstudio" Version="3.1.4" />
  </ItemGroup>
  <ItemGroup>
    <ProjectReference Include="../Negotiate.csproj" />
  </ItemGroup>
</Project>
`;
