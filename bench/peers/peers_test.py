"""The peers still do what they are compared for.

    peers_test.py fedavg|ddp

Skipped (77) where PyTorch or Fashion-MNIST is missing.
"""
import sys


def skip(reason: str) -> None:
    print("skipped:", reason)
    sys.exit(77)


try:
    import torch
except ImportError:
    skip("python3-torch is not installed (scripts/install-deps.sh test)")

import ddp
import fashion
import fedavg

if not fashion.folder().exists():
    skip(f"{fashion.folder()} is missing (scripts/install-deps.sh run)")


def a_round_of_single_steps_is_one_step_on_all_examples() -> None:
    torch.manual_seed(3)
    images, labels = torch.randn(24, 1, 28, 28), torch.randint(0, 10, (24,))
    network = fedavg.mlp()
    trainer = fedavg.LocalTrainer(network, images, labels, batch=6, rate=0.1)
    x = trainer.x.clone()
    one_step = fedavg.LocalTrainer(fedavg.mlp(), images, labels, batch=24, rate=0.1)
    expected = one_step.train(x, torch.arange(24)).clone()
    shards = torch.randperm(24).view(4, 6)
    fedavg.simulate(x, shards, 4, 1, lambda part, total: trainer.train_all(x, part, total))
    torch.testing.assert_close(x, expected, rtol=0, atol=1e-6)


def rounds_learn() -> None:
    for processes in ("1", "2"):
        result = fedavg.main(["--rounds", "4", "--processes", processes, "--test-limit", "1000"])
        assert result["test_accuracy"] > 0.6, result


def hooks_send_what_they_promise() -> None:
    by_hook = {result["hook"]: result for result in ddp.main(["--steps", "6", "--test-limit", "100"])}
    shapes = [(32, 25), (64, 800), (512, 3136), (10, 512)]  # of matrices
    biases = sum(rows for rows, _ in shapes)
    dense = biases + sum(rows * columns for rows, columns in shapes)
    low_rank = biases + sum(rows + columns for rows, columns in shapes)
    sizes = {"none": 4 * dense, "fp16": 2 * dense, "powersgd": 4 * low_rank}
    for hook, size in sizes.items():
        result = by_hook[hook]
        assert result["message_bytes"] == size, result
        # Of two processes; headers and acknowledgements come to little, unless messages are small.
        assert 2 * size < result["wire_bytes"] / result["steps"] < 2.1 * size + 50_000, result


if __name__ == "__main__":
    if sys.argv[1] == "fedavg":
        a_round_of_single_steps_is_one_step_on_all_examples()
        rounds_learn()
    else:
        hooks_send_what_they_promise()
