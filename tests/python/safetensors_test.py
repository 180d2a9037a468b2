"""model.safetensors read by Python's safetensors into a PyTorch network that answers alike; and a file of its own that a
training begins with.

  safetensors_test.py HUSHED_COMMAND
"""
import files

try:
    import torch
    from safetensors.torch import load_file, save_file
except ImportError as missing:
    files.skip(f"{missing.name} is not installed (scripts/install-deps.sh test)")


class Mlp(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = torch.nn.Linear(64, 20)
        self.fc2 = torch.nn.Linear(20, files.CLASSES)

    def forward(self, x):
        return self.fc2(torch.relu(self.fc1(x)))


MODEL = 'name = "mlp"\nhidden = [20]'


def test_loss(network, folder):
    rows, labels = files.read_rows(folder.path / "test.csv")
    with torch.no_grad():
        scores = network(torch.tensor(rows, dtype=torch.float32))
    labels = torch.tensor(labels)
    return torch.nn.functional.cross_entropy(scores, labels).item(), int((scores.argmax(1) == labels).sum())


def our_file_is_theirs(folder):
    folder.job(MODEL, "workers = 4\nepochs = 5")
    summary = folder.hushed("train", "job.toml", "-o", "run")
    network = Mlp()
    network.load_state_dict(load_file(folder.path / "run/model.safetensors"))
    loss, correct = test_loss(network, folder)
    assert correct == round(300 * summary["final"]["test_accuracy"]), (correct, summary["final"])
    assert abs(loss - summary["final"]["test_loss"]) < 1e-5 * loss, (loss, summary["final"])


def their_file_is_ours(folder, scalar, tolerance):
    torch.manual_seed(7)
    network = Mlp().to(scalar)
    save_file(network.state_dict(), folder.path / "first.safetensors", metadata={"format": "pt"})
    folder.job(MODEL, "workers = 4\nsteps = 1\nevaluate_every = 1")
    folder.hushed("train", "job.toml", "-o", "run", "--force", "--init", "first.safetensors")
    first = files.json.loads((folder.path / "run/metrics.jsonl").read_text().splitlines()[0])
    loss, _ = test_loss(network.float(), folder)
    assert abs(loss - first["test_loss"]) < tolerance * loss, (loss, first)


if __name__ == "__main__":
    torch.set_num_threads(1)
    held = files.Folder()
    our_file_is_theirs(held)
    for stored in (torch.float64, torch.float32, torch.float16, torch.bfloat16):
        their_file_is_ours(held, stored, 1e-5)
