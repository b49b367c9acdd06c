import assert from 'node:assert/strict';
import { test } from 'node:test';
import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Limbda } from '../lib/index.ts';
import { packaged } from './package.ts';
import { EVERYTHING, only, stackOf, templateOf } from './stacks.ts';

const FUNCTION = 'AWS::Lambda::Function';
const API = 'AWS::ApiGatewayV2::Api';
const ROUTE = 'AWS::ApiGatewayV2::Route';
const STAGE = 'AWS::ApiGatewayV2::Stage';
const ALARM = 'AWS::CloudWatch::Alarm';

test('by default: arm64, 1024 MB, 10 s, the database of the package', () => {
  const { Role, Code, LoggingConfig, Description, ...rest } = only(templateOf(), FUNCTION);
  assert.deepEqual(rest, {
    Architectures: ['arm64'],
    Environment: { Variables: { LIMBDA_DATABASE: '/var/task/nycflights.db' } },
    Handler: 'bootstrap',
    MemorySize: 1024,
    Runtime: 'provided.al2023',
    Timeout: 10,
  });
});

test('settings pass through, and the options of the function', () => {
  const settings = { LIMBDA_MAX_ROWS: '5', LIMBDA_TOKENS: 'read:*' };
  const options = { package: packaged('x86_64'), architecture: 'x86_64', memory: 256, timeout: 20 } as const;
  templateOf({ ...options, reservedConcurrency: 3, settings }).hasResourceProperties(FUNCTION, {
    Architectures: ['x86_64'],
    MemorySize: 256,
    Timeout: 20,
    ReservedConcurrentExecutions: 3,
    Environment: { Variables: { ...settings, LIMBDA_DATABASE: '/var/task/nycflights.db' } },
  });
});

test('the role writes to the log group of the function, and does nothing else', () => {
  const template = templateOf(EVERYTHING);
  const { ManagedPolicyArns, Policies } = only(template, 'AWS::IAM::Role');
  assert.equal(ManagedPolicyArns, undefined);
  assert.equal(Policies, undefined);
  const { PolicyDocument } = only(template, 'AWS::IAM::Policy');
  const [group] = Object.keys(template.findResources('AWS::Logs::LogGroup')).filter((id) =>
    id.includes('FunctionLogs'),
  );
  assert.deepEqual(PolicyDocument.Statement, [
    {
      Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      Effect: 'Allow',
      Resource: { 'Fn::GetAtt': [group, 'Arn'] },
    },
  ]);
});

test('only this API may invoke the function', () => {
  const permission = only(templateOf(), 'AWS::Lambda::Permission');
  assert.equal(permission.Principal, 'apigateway.amazonaws.com');
  const arn = JSON.stringify(permission.SourceArn);
  assert.match(arn, /execute-api/);
  assert.match(arn, /"Ref":"LimbdaApi/);
});

test('one route takes every path, and asks for nothing', () => {
  const { RouteKey, AuthorizationType, AuthorizationScopes } = only(templateOf(), ROUTE);
  assert.deepEqual([RouteKey, AuthorizationType, AuthorizationScopes], ['$default', 'NONE', undefined]);
  templateOf().resourceCountIs('AWS::Lambda::Url', 0);
});

test('the stage is throttled, and logs who asked', () => {
  const stage = only(templateOf({ throttleRate: 7, throttleBurst: 9 }), STAGE);
  assert.deepEqual(stage.DefaultRouteSettings, { ThrottlingBurstLimit: 9, ThrottlingRateLimit: 7 });
  assert.equal(stage.StageName, '$default');
  assert.equal(stage.AutoDeploy, true);
  const format = JSON.parse(stage.AccessLogSettings.Format);
  assert.equal(format.requestId, '$context.requestId');
  assert.ok(!/authoriz|header|body/i.test(stage.AccessLogSettings.Format));
});

test('a stage with a name: the function takes it out of the path itself', () => {
  const template = templateOf({ stage: 'live' });
  assert.equal(only(template, STAGE).StageName, 'live');
  assert.equal(only(template, FUNCTION).Environment.Variables.LIMBDA_BASE_PATH, undefined);
  assert.match(JSON.stringify(template.findOutputs('QueryUrl')), /\/live\/query/);
});

test('a token: the scopes are what the route asks for and what the function knows', () => {
  const template = templateOf({
    jwtIssuer: 'https://issuer.example',
    jwtAudience: ['limbda', 'other'],
    jwtReadScopes: ['r1', 'r2'],
    jwtWriteScopes: ['w'],
    settings: { LIMBDA_ACCESS: 'write', LIMBDA_CLAIMS: 'read:arn:aws:iam::123456789012:user/x' },
  });
  template.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
    AuthorizerType: 'JWT',
    IdentitySource: ['$request.header.Authorization'],
    JwtConfiguration: { Audience: ['limbda', 'other'], Issuer: 'https://issuer.example' },
  });
  template.hasResourceProperties(ROUTE, { AuthorizationType: 'JWT', AuthorizationScopes: ['r1', 'r2', 'w'] });
  const { LIMBDA_CLAIMS, LIMBDA_ACCESS } = only(template, FUNCTION).Environment.Variables;
  assert.equal(LIMBDA_CLAIMS, 'read:r1,read:r2,write:w,read:arn:aws:iam::123456789012:user/x');
  assert.equal(LIMBDA_ACCESS, 'write');
});

test('a token without scopes: any token of the issuer reads', () => {
  const template = templateOf({ jwtIssuer: 'https://issuer.example', jwtAudience: ['limbda'] });
  const { AuthorizationType, AuthorizationScopes } = only(template, ROUTE);
  assert.deepEqual([AuthorizationType, AuthorizationScopes], ['JWT', undefined]);
  assert.equal(only(template, FUNCTION).Environment.Variables.LIMBDA_CLAIMS, undefined);
});

test('web pages of listed origins may ask', () => {
  const cors = only(templateOf({ corsOrigins: ['https://example.org'] }), API).CorsConfiguration;
  assert.deepEqual(cors.AllowOrigins, ['https://example.org']);
  assert.deepEqual(cors.AllowMethods, ['GET', 'POST']);
  assert.deepEqual(cors.AllowHeaders, ['authorization', 'content-type']);
  assert.equal(only(templateOf(), API).CorsConfiguration, undefined);
});

test("a token and web pages: the browser's question needs no token", () => {
  const template = templateOf(EVERYTHING);
  template.resourceCountIs(ROUTE, 2);
  template.hasResourceProperties(ROUTE, {
    RouteKey: 'OPTIONS /{proxy+}',
    AuthorizationType: 'NONE',
    AuthorizationScopes: Match.absent(),
  });
});

test('a Function URL is for signed requests alone', () => {
  const template = templateOf({ functionUrl: true, corsOrigins: ['*'] });
  const { AuthType, Cors } = only(template, 'AWS::Lambda::Url');
  assert.equal(AuthType, 'AWS_IAM');
  assert.deepEqual(Cors.AllowOrigins, ['*']);
  assert.deepEqual(Object.keys(template.findOutputs('*')).sort(), ['FunctionUrl', 'QueryUrl']);
  assert.deepEqual(Object.keys(templateOf().findOutputs('*')), ['QueryUrl']);
});

test('logs are kept for two weeks and go with the stack, unless they are to stay', () => {
  for (const group of Object.values(templateOf().findResources('AWS::Logs::LogGroup'))) {
    assert.equal(group.Properties.RetentionInDays, 14);
    assert.equal(group.DeletionPolicy, 'Delete');
  }
  const kept = Object.values(templateOf({ keepLogs: true, logDays: 365 }).findResources('AWS::Logs::LogGroup'));
  assert.deepEqual(
    kept.map((group) => [group.Properties.RetentionInDays, group.DeletionPolicy]),
    [
      [365, 'Retain'],
      [365, 'Retain'],
    ],
  );
});

test('alarms: what fails, what is slow, what is turned away', () => {
  const alarms = Object.values(templateOf({ alarmP99Ms: 300 }).findResources(ALARM));
  const seen = alarms.map(({ Properties: alarm }) => [
    alarm.MetricName,
    alarm.Statistic ?? alarm.ExtendedStatistic,
    alarm.Threshold,
    alarm.TreatMissingData,
  ]);
  assert.deepEqual(seen.sort(), [
    ['5xx', 'Sum', 1, 'notBreaching'],
    ['Duration', 'p99', 300, 'notBreaching'],
    ['Errors', 'Sum', 1, 'notBreaching'],
    ['Throttles', 'Sum', 1, 'notBreaching'],
  ]);
  for (const { Properties: alarm } of alarms) assert.equal(alarm.AlarmActions, undefined);
});

test('alarms tell an address and a topic', () => {
  const template = templateOf({ alarmEmail: 'a@example.org', alarmTopic: 'arn:aws:sns:eu-west-1:123456789012:t' });
  template.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'a@example.org' });
  for (const { Properties: alarm } of Object.values(template.findResources(ALARM))) {
    assert.equal(alarm.AlarmActions.length, 2);
    assert.equal(alarm.AlarmActions[0], 'arn:aws:sns:eu-west-1:123456789012:t');
  }
  const { Statement } = only(template, 'AWS::SNS::TopicPolicy').PolicyDocument;
  const [deny, allow] = Statement;
  assert.deepEqual([deny.Effect, deny.Condition], ['Deny', { Bool: { 'aws:SecureTransport': 'false' } }]);
  assert.deepEqual([allow.Effect, allow.Principal], ['Allow', { Service: 'cloudwatch.amazonaws.com' }]);
});

test('two of them live in a stack of another app', () => {
  const stack = new Stack(new App(), 'Theirs');
  const flights = new Limbda(stack, 'Flights', { package: packaged() });
  new Limbda(stack, 'Other', { package: packaged(), memory: 256, functionUrl: true });
  Template.fromStack(stack).resourceCountIs(FUNCTION, 2);
  assert.ok(flights.queryUrl.endsWith('query'));
  assert.equal(flights.functionUrl, undefined);
});

test('what cannot be deployed is refused before anything is made', () => {
  assert.throws(() => stackOf({ architecture: 'x86_64' }), { name: 'OptionError', message: /built for arm64/ });
});
