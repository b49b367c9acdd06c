/** The alarms: something fails, is slow, or is turned away; and whom they tell. */

import { Duration, Stack } from 'aws-cdk-lib';
import type { HttpStage } from 'aws-cdk-lib/aws-apigatewayv2';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import type { Complete } from './options.ts';

const period = Duration.minutes(5);

/** Makes the alarms of a scope. */
export function alarms(scope: Construct, options: Complete, target: LambdaFunction, stage: HttpStage): void {
  const sum = { period, statistic: cloudwatch.Stats.SUM };
  const once = { threshold: 1, evaluationPeriods: 1 };
  const all = [
    new cloudwatch.Alarm(scope, 'Errors', {
      ...common('an invocation ended without an answer: a crash, a time-out, an environment that did not start'),
      ...once,
      metric: target.metricErrors(sum),
    }),
    new cloudwatch.Alarm(scope, 'ServerErrors', {
      ...common('a request got a status of 500 or more; the logs have its cause'),
      ...once,
      metric: stage.metricServerError(sum),
    }),
    new cloudwatch.Alarm(scope, 'Slow', {
      ...common(`one in a hundred invocations took longer than ${options.alarmP99Ms} ms, for 15 minutes`),
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      threshold: options.alarmP99Ms,
      evaluationPeriods: 3,
      metric: target.metricDuration({ period, statistic: cloudwatch.Stats.percentile(99) }),
    }),
    new cloudwatch.Alarm(scope, 'Throttles', {
      ...common('requests were turned away: as many ran as the concurrency allows'),
      ...once,
      metric: target.metricThrottles(sum),
    }),
  ];
  for (const topic of topics(scope, options)) {
    for (const alarm of all) alarm.addAlarmAction(new SnsAction(topic));
  }
}

function common(alarmDescription: string) {
  return {
    alarmDescription: `limbda: ${alarmDescription}`,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  };
}

function topics(scope: Construct, { alarmEmail, alarmTopic }: Complete): ITopic[] {
  const topics: ITopic[] = alarmTopic ? [Topic.fromTopicArn(scope, 'GivenTopic', alarmTopic)] : [];
  if (alarmEmail) {
    const topic = new Topic(scope, 'Topic', { displayName: 'limbda', enforceSSL: true });
    topic.addSubscription(new EmailSubscription(alarmEmail));
    // A policy takes the place of the one that a topic has by itself, which lets alarms of the account publish.
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
      }),
    );
    topics.push(topic);
  }
  return topics;
}
